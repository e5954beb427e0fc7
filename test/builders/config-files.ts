import { join } from "node:path";
import { type LoadedConfig, loadConfig } from "../../src/config/load.ts";
import { formatProblem } from "../../src/config/problem.ts";
import type { ConfigFiles } from "../../src/config/sources.ts";

/** What stands in a file, or that and whether all may read it. */
type Content = string | Uint8Array | { readonly secret: string; readonly isWorldReadable: boolean };

/** Files in memory, by path. */
export function someFiles(contents: Readonly<Record<string, Content>>): ConfigFiles {
  const bytesOf = (path: string) => {
    if (!Object.hasOwn(contents, path)) return undefined;
    const content = contents[path];
    if (content instanceof Uint8Array) return content;
    return new TextEncoder().encode(typeof content === "string" ? content : content?.secret);
  };
  return {
    facts(path) {
      const bytes = bytesOf(path);
      const content = Object.hasOwn(contents, path) ? contents[path] : undefined;
      const isWorldReadable = typeof content === "object" && "isWorldReadable" in content && content.isWorldReadable;
      return bytes && { bytes: bytes.length, isWorldReadable };
    },
    read: bytesOf,
    canonical: (path) => path,
    match: (glob, folder) => {
      const pattern = new Bun.Glob(join(folder, glob));
      const prefix = folder === "." ? "" : `${folder}/`;
      return Object.keys(contents)
        .filter((path) => pattern.match(path))
        .map((path) => path.slice(prefix.length))
        .sort();
    },
  };
}

/** Loads `argos.yaml` from files in memory; a text alone is that file. */
export function loaded(
  files: string | Uint8Array | Readonly<Record<string, Content>>,
  environment: Readonly<Record<string, string>> = {},
): LoadedConfig {
  const contents = typeof files === "string" || files instanceof Uint8Array ? { "argos.yaml": files } : files;
  return loadConfig("argos.yaml", { environment, files: someFiles(contents) });
}

/** The configuration of files that must be good. */
export function goodConfig(...given: Parameters<typeof loaded>) {
  const result = loaded(...given);
  if (result.kind === "loaded") return { ...result.config, warnings: result.warnings.map(formatProblem) };
  throw new Error(`expected a good configuration:\n${result.problems.map(formatProblem).join("\n")}`);
}

/** The problems of files that must be bad. */
export function problemsOf(...given: Parameters<typeof loaded>): readonly string[] {
  const result = loaded(...given);
  return result.kind === "invalid" ? result.problems.map(formatProblem) : ["(loaded)"];
}
