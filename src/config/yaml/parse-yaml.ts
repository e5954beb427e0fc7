import { decodeText } from "./decode.ts";
import { readFullYaml } from "./full-reader.ts";
import { readPlainYaml } from "./plain-reader.ts";
import type { Reading } from "./reading.ts";
import { problemAt } from "./source-file.ts";

/** Characters that the full reader is given at most: it takes 0.6 s and 130 MB for each million. */
export const fullReaderMax = 4 * 1024 * 1024;

/**
 * The tree of a YAML file and its problems with their places. Never throws: depth, size and aliases are bounded,
 * and what is not YAML is a problem. The limit on `bytes` is for the caller, who knows the size before reading.
 */
export function parseYaml(name: string, bytes: Uint8Array): Reading {
  const decoded = decodeText(name, bytes);
  if (decoded.kind === "problem") return { problems: [decoded.problem] };
  const file = { name, text: decoded.text };
  if (isEmpty(file.text)) return { problems: [{ file: name, line: 1, column: 1, message: "this file is empty" }] };
  const plain = readPlainYaml(file);
  if (plain.kind === "read") return plain;
  if (file.text.length <= fullReaderMax) return readFullYaml(file);
  const message =
    "this line is not plain block YAML, or has an error; in a file over 4 MiB every line must be plain: split the file with include";
  return { problems: [problemAt({ file, at: plain.at }, message)] };
}

function isEmpty(text: string): boolean {
  return !/^[^\S\n]*[^\s#]/m.test(text);
}
