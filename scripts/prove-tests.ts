import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { makeOpenDirectory } from "../test/harness/open-directory.ts";

/**
 * Runs the whole suite several times as a newcomer would: on fresh clones of what is committed, with an empty home, beside a
 * load that keeps every core busy. The first clone lies in a folder that only its owner may enter. The last line says how
 * many runs passed.
 */

const root = join(import.meta.dir, "..");
const runs = Number(process.argv[2] ?? 3);
if (!Number.isInteger(runs) || runs < 1) throw new Error(`how many runs? ${process.argv[2]} is no number of them`);

/** Keeps a core busy for as long as the process of its argument lives. */
const burner = `while kill -0 "$1" 2>/dev/null; do i=0; while [ $i -lt 100000 ]; do i=$((i + 1)); done; done`;

/** Where and with what settings each run takes place; those beyond the last begin again. */
const places = [
  { title: "in a private folder", make: makePrivateDirectory, env: { LANG: "C", TZ: "America/St_Johns" } },
  { title: "in a folder open to all", make: makeOpenDirectory, env: { LANG: "C.UTF-8", TZ: "UTC" } },
  { title: "at the other end of the world", make: makeOpenDirectory, env: { LANG: "C", TZ: "Pacific/Auckland" } },
] as const;

let passed = 0;
for (let run = 0; run < runs; run += 1) if (await runOnce(run)) passed += 1;
say(`${passed} of ${runs}`);
process.exit(passed === runs ? 0 : 1);

async function runOnce(run: number): Promise<boolean> {
  const { title, make, env } = places[run % places.length] ?? places[0];
  say(`=== run ${run + 1} of ${runs}, ${title}`);
  const folder = make("argos-prove-");
  const load = Array.from({ length: availableParallelism() }, () =>
    Bun.spawn(["sh", "-c", burner, "sh", String(process.pid)], { stdio: ["ignore", "ignore", "ignore"] }),
  );
  try {
    const clone = await cloneTo(join(folder, "argos"));
    const code = await Bun.spawn(["sh", "scripts/test"], {
      cwd: clone,
      env: { ...newcomer(join(folder, "home")), ...env },
      stdio: ["ignore", "inherit", "inherit"],
    }).exited;
    say(`=== run ${run + 1} ${code === 0 ? "passed" : "FAILED"}`);
    return code === 0;
  } finally {
    for (const one of load) one.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
}

function makePrivateDirectory(prefix: string): string {
  return mkdtempSync(join(tmpdir(), prefix));
}

/** What is committed and nothing else. */
async function cloneTo(folder: string): Promise<string> {
  const commit = await git(root, "rev-parse", "HEAD");
  await git(root, "clone", "--quiet", "--no-checkout", "--no-hardlinks", root, folder);
  await git(folder, "checkout", "--quiet", "--detach", commit);
  return folder;
}

async function git(cwd: string, ...args: readonly string[]): Promise<string> {
  const child = Bun.spawn(["git", ...args], { cwd, stdio: ["ignore", "pipe", "inherit"] });
  const text = await new Response(child.stdout).text();
  if ((await child.exited) !== 0) throw new Error(`git ${args[0]} failed`);
  return text.trim();
}

/** The environment of somebody who has just come: nothing but a home, this Bun, and packages that need not be fetched again. */
function newcomer(home: string): Record<string, string> {
  mkdirSync(home);
  const cache = Bun.spawnSync([process.execPath, "pm", "cache"], { cwd: root }).stdout.toString().trim();
  return {
    HOME: home,
    PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ""}`,
    ...(cache === "" ? {} : { BUN_INSTALL_CACHE_DIR: cache }),
  };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
