import type { Problem } from "../problem.ts";
import { problemAt } from "./source-file.ts";

/** Bytes of one file at most. */
export const fileBytesMax = 20 * 1024 * 1024;

/** The text of a file's bytes, a UTF-8 byte order mark taken off; or why it is not text. `name` is for the problem. */
export function decodeText(
  name: string,
  bytes: Uint8Array,
): { readonly kind: "text"; readonly text: string } | { readonly kind: "problem"; readonly problem: Problem } {
  const problem = (line: number, column: number, message: string) =>
    ({ kind: "problem", problem: { file: name, line, column, message } }) as const;
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (isUtf16) return problem(1, 1, "this file is UTF-16: save it as UTF-8");
  const text = new TextDecoder().decode(bytes);
  const wrong = text.includes("\ufffd") ? invalidPlace(bytes) : undefined;
  if (wrong) return problem(wrong.line, wrong.column, "not valid UTF-8 here: save the file as UTF-8");
  const nul = text.indexOf("\0");
  if (nul >= 0) return { kind: "problem", problem: problemAt({ file: { name, text }, at: nul }, "a NUL character") };
  return { kind: "text", text };
}

/** Line and column of the first byte that is not UTF-8; undefined when every replacement character is a real one. */
function invalidPlace(bytes: Uint8Array): { readonly line: number; readonly column: number } | undefined {
  let line = 1;
  for (let from = 0; from < bytes.length; line++) {
    const newline = bytes.indexOf(0x0a, from);
    const to = newline < 0 ? bytes.length : newline;
    const invalid = invalidColumn(bytes.subarray(from, to));
    if (invalid !== undefined) return { line, column: invalid };
    from = to + 1;
  }
  return undefined;
}

/** Re-encoding gives the same bytes up to the first that were replaced. */
function invalidColumn(line: Uint8Array): number | undefined {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(line);
  if (!text.includes("\ufffd")) return undefined;
  const again = new TextEncoder().encode(text);
  const differs = again.findIndex((byte, index) => byte !== line[index]);
  if (differs < 0 && again.length === line.length) return undefined;
  const good = differs < 0 ? again : again.subarray(0, differs);
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(good).replace(/\ufffd$/, "").length + 1;
}
