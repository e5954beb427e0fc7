import { bareCode, type Source } from "./source.ts";

const linesMax = 300;

/** Names under which anything gathers. */
const grabBag = /(?:^|\/)(?:utils?|helpers?|commons?|types?|constants?|misc)\.tsx?$/;

const testFolders = ["unit", "db", "flow", "e2e", "browser", "law"];
const otherFolders = ["bench", "builders", "farm", "harness"];

/** What is wrong with the form of a file, as sentences. */
export function malformations({ path, text }: Source): string[] {
  const code = bareCode(text);
  const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
  return [
    ...(lines > linesMax ? [`${path} has ${lines} lines, over ${linesMax}`] : []),
    ...(grabBag.test(path) ? [`${path}: name it after its one idea`] : []),
    ...(/:\s*any\b(?! +\w)|\bas\s+any\b|[<]any\b|\bany\s*[>[]/.test(code)
      ? [`${path} uses the type that turns checking off`]
      : []),
    ...(/@ts-(?:ignore|nocheck|expect-error)/.test(text) ? [`${path} silences the compiler`] : []),
    ...(/\.(?:skip|only|todo)\s*\(|\.(?:skip|only|todo)\.each\b/.test(code) ? [`${path} leaves tests out`] : []),
    ...misplacements(path),
  ];
}

function misplacements(path: string): string[] {
  const [top, folder = "", ...rest] = path.split("/");
  const isTest = /\.test\.tsx?$/.test(path);
  if (top !== "test") return isTest ? [`${path}: tests live under test`] : [];
  if (rest.length === 0) return [`${path}: no file stands directly in test`];
  if (![...testFolders, ...otherFolders].includes(folder)) return [`${path}: ${folder} is no kind of test`];
  return isTest && !testFolders.includes(folder) ? [`${path}: ${folder} holds no tests`] : [];
}
