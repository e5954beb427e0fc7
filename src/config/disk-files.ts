import { readFileSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ConfigFiles } from "./sources.ts";

const worldReadable = 0o004;

/** The files of this machine. */
export const diskFiles: ConfigFiles = {
  facts(path) {
    const stat = attempt(() => statSync(path));
    if (!stat?.isFile()) return undefined;
    return { bytes: stat.size, isWorldReadable: (stat.mode & worldReadable) !== 0 };
  },
  read: (path) => attempt(() => readFileSync(path)),
  canonical: (path) => attempt(() => realpathSync(path)) ?? path,
  match(glob, folder) {
    // links to folders are not followed, so that none can lead in a circle; links to files count as files
    const found = new Bun.Glob(glob).scanSync({ cwd: folder, onlyFiles: false, followSymlinks: false });
    return [...(attempt(() => [...found]) ?? [])]
      .filter((path) => attempt(() => statSync(join(folder, path)).isFile()) === true)
      .sort();
  },
};

/** Undefined when the file system says no; why is of no use to the reader of a problem, who has its path. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
