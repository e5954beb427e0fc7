import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { ArgosError, messageOf } from "../../base/error.ts";
import { findPackage, hashOf, listCarriedFiles, packageVersion } from "./binaries.ts";

/** What the archive in the executable is called, before its version and hash: `postgresql-18.4.0-beta.17-73cbbf730152.tar.zst`. */
export const archivePrefix = "postgresql-";
const archiveSuffix = ".tar.zst";

/**
 * Puts PostgreSQL's programs under `base`, from the archive in the executable or, when run from source, from the package.
 * Returns the directory that holds `bin`. Nothing to do when they are there. The caller holds the lock of `base`.
 * Throws ArgosError "unsupported" where Argos carries none.
 */
export async function installPrograms(base: string): Promise<string> {
  const source = findArchive() ?? findInstalledPackage();
  if (!source) throw unsupported(`this build of Argos carries no PostgreSQL for ${process.platform} ${process.arch}`);
  const target = join(base, source.name);
  if (existsSync(target)) return target;
  const half = `${target}.new`;
  try {
    rmSync(half, { recursive: true, force: true });
    mkdirSync(half, { recursive: true, mode: 0o755 });
    await source.unpack(half);
    openModes(half);
    renameSync(half, target);
  } catch (cause) {
    throw new ArgosError("database", `cannot unpack PostgreSQL to ${target}: ${messageOf(cause)}`, { cause });
  }
  removeOthers(base, source.name);
  return target;
}

/** An ArgosError for a machine where the embedded database cannot run. */
export function unsupported(why: string, cause?: unknown): ArgosError {
  const message = `${why}; set general.db.url in the configuration to a PostgreSQL 14 or newer`;
  return new ArgosError("unsupported", message, { cause });
}

interface Source {
  readonly name: string;
  unpack(target: string): Promise<void>;
}

function findArchive(): Source | undefined {
  for (const file of Bun.embeddedFiles) {
    const name = "name" in file ? String(file.name) : "";
    if (!name.startsWith(archivePrefix) || !name.endsWith(archiveSuffix)) continue;
    return {
      name: name.slice(0, -archiveSuffix.length),
      async unpack(target) {
        const tar = await Bun.zstdDecompress(await file.arrayBuffer());
        await new Bun.Archive(tar).extract(target);
      },
    };
  }
  return undefined;
}

function findInstalledPackage(): Source | undefined {
  if (Bun.isStandaloneExecutable) return undefined;
  const directory = findPackage(`${process.platform}-${process.arch}`);
  if (!directory) return undefined;
  const files = listCarriedFiles(directory);
  return {
    name: `${archivePrefix}${packageVersion(directory)}-${hashOf(files)}`,
    async unpack(target) {
      for (const { path, source } of files) {
        mkdirSync(dirname(join(target, path)), { recursive: true, mode: 0o755 });
        copyFileSync(source, join(target, path));
      }
    },
  };
}

/** PostgreSQL may run as another user than the one who unpacks, whose umask may be strict. */
function openModes(directory: string): void {
  chmodSync(directory, 0o755);
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const open = entry.isDirectory() || basename(entry.parentPath) === "bin";
    chmodSync(join(entry.parentPath, entry.name), open ? 0o755 : 0o644);
  }
}

/** Programs of other versions of Argos; a server that still runs on them keeps its open files. */
function removeOthers(base: string, keep: string): void {
  for (const name of readdirSync(base)) {
    if (name.startsWith(archivePrefix) && name !== keep) rmSync(join(base, name), { recursive: true, force: true });
  }
}
