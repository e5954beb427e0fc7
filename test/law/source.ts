import { Glob } from "bun";

/** One file of the project: its path from the top folder, with slashes, and its text. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** The top folder of the project. */
export const top = new URL("../../", import.meta.url).pathname;

/** Paths of the TypeScript files below a folder, sorted; what the build generates is left out. None where there is no such folder. */
export async function listPaths(folder: string): Promise<string[]> {
  const found = await Array.fromAsync(new Glob(`${folder}/**/*.{ts,tsx}`).scan({ cwd: top }));
  return found.filter((path) => !path.includes("/generated/")).sort();
}

/** The TypeScript files below folders. */
export async function readSources(...folders: readonly string[]): Promise<Source[]> {
  const paths = (await Promise.all(folders.map(listPaths))).flat();
  return await Promise.all(paths.map(async (path) => ({ path, text: await Bun.file(top + path).text() })));
}

/** A text without its strings in quotes and its comments: what is left is code, near enough for a search of words. */
export function bareCode(text: string): string {
  return text
    .replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, '""')
    .replace(/\/\*[\s\S]*?\*\//g, " ")
    .replace(/\/\/[^\n]*/g, " ");
}
