import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually, startArgos } from "../harness/argos.ts";
import type { Bench } from "./bench.ts";
import { configOf } from "./farm-config.ts";

/** The original's published case. */
const sites = 715;
const targets = sites * 2;
const port = 18_001;

/** Seconds from the reload that brings 715 sites to the last of their results in the database, server and agent already up. */
export async function measureColdStart(bench: Bench): Promise<number> {
  const { url, db } = await bench.emptyDatabase("cold_start");
  const file = join(bench.directory, "cold-start.yaml");
  const write = (count: number) =>
    writeFileSync(
      file,
      configOf(bench.farm, { databaseUrl: url, port, caFile: bench.caFile, frequency: "5m", sites: count }),
    );
  write(0);
  await using server = startArgos(["serve", "--config", file], { directory: bench.directory, name: "cold-server" });
  await eventually(async () => (await fetch(`http://127.0.0.1:${port}/-/ready`)).ok, "the server", 20_000);
  await using _agent = startArgos(["agent", `http://127.0.0.1:${port}`], {
    directory: bench.directory,
    name: "cold-agent",
    env: { ARGOS_AGENT_TOKEN: "bench-secret" },
  });
  await eventually(async () => await db.run(async (sql) => (await sql`select 1 from agent`).length === 1), "the agent");
  write(sites);
  const startMs = performance.now();
  server.kill("SIGHUP");
  await eventually(
    async () => {
      const [row] = await db.run((sql) => sql<{ n: number }[]>`select count(distinct target_id)::int as n from result`);
      return row?.n === targets;
    },
    `${targets} results`,
    60_000,
  );
  return (performance.now() - startMs) / 1000;
}
