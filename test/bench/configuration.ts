import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { diskFiles } from "../../src/config/disk-files.ts";
import { loadConfig } from "../../src/config/load.ts";
import { applyConfiguration } from "../../src/server/config/apply.ts";
import { binary } from "../harness/argos.ts";
import type { Bench } from "./bench.ts";

const sites = 10_000;

export interface ConfigurationFigures {
  readonly validateMs: number;
  readonly applyMs: number;
  /** Applying the same file with one site more. */
  readonly addOneMs: number;
}

/** Validates a file of 10,000 sites with the binary, start of the process included, and applies it to an empty database. */
export async function measureConfiguration(bench: Bench): Promise<ConfigurationFigures> {
  const { db } = await bench.emptyDatabase("configuration");
  const file = join(bench.directory, "ten-thousand.yaml");
  writeFileSync(file, textOf(sites));
  const validateMs = await timed(async () => {
    const child = Bun.spawn([binary, "config", "validate", file], { stdio: ["ignore", "ignore", "ignore"] });
    if ((await child.exited) !== 0) throw new Error("the file of the bench is not valid");
  });
  const apply = (text: string) => async () => {
    writeFileSync(file, text);
    const loaded = loadConfig(file, { environment: {}, files: diskFiles });
    if (loaded.kind === "invalid") throw new Error("the file of the bench is not valid");
    await applyConfiguration(db, { ...loaded.config, allowShrink: true });
  };
  return {
    validateMs,
    applyMs: await timed(apply(textOf(sites))),
    addOneMs: await timed(apply(textOf(sites + 1))),
  };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

function textOf(count: number): string {
  const site = (index: number) => `  - domain: https://site-${index}.example.org
    paths:
      - path: /
        checks:
          - status-is: 200
          - http-to-https: true
          - ssl-certificate-expiration: on-check
`;
  return `websites:\n${Array.from({ length: count }, (_, index) => site(index)).join("")}`;
}
