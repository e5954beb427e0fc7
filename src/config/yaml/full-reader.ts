import { Composer, type CST, type Document, type ParsedNode, Parser } from "yaml";
import { treeOf } from "./document-tree.ts";
import { depthMax } from "./node.ts";
import type { Reading } from "./reading.ts";
import { problemAt, type SourceFile } from "./source-file.ts";

/** Syntax errors shown of one file: those after the first few are mostly its echoes. */
const syntaxErrorsMax = 20;

const options = {
  version: "1.2",
  // looked for in the tree: the library compares each key of a map with all others
  uniqueKeys: false,
  stringKeys: true,
  resolveKnownTags: false,
  prettyErrors: false,
  logLevel: "silent",
  customTags: [{ tag: "!include", resolve: (text: string) => text }],
} satisfies ConstructorParameters<typeof Composer>[0];

/** Reads all of YAML 1.2 but multiple documents, tags other than `!include`, and keys that are not text. */
export function readFullYaml(file: SourceFile): Reading {
  const tokens = [...new Parser().parse(file.text)];
  const deep = tooDeep(tokens);
  if (deep !== undefined) {
    return { problems: [problemAt({ file, at: deep }, `nested more than ${depthMax} levels deep`)] };
  }
  const [first, second] = [...new Composer(options).compose(tokens, true, file.text.length)];
  if (second !== undefined) {
    const at = second.range[0];
    return { problems: [problemAt({ file, at }, "a second YAML document starts here: a file holds one")] };
  }
  if (first === undefined) return { problems: [] };
  return readDocument(file, first);
}

function readDocument(file: SourceFile, document: Document.Parsed<ParsedNode>): Reading {
  const errors = [...document.errors, ...document.warnings.filter((warning) => warning.code === "TAG_RESOLVE_FAILED")];
  if (errors.length > 0) {
    const problems = errors.slice(0, syntaxErrorsMax).map(({ pos, message }) => {
      return problemAt({ file, at: pos[0] }, reworded(message));
    });
    return { problems };
  }
  return treeOf(file, document.contents);
}

function reworded(message: string): string {
  if (message.startsWith("Unresolved tag"))
    return "an unknown tag: only !include is known; a text that begins with ! needs quotes";
  if (message.startsWith("With stringKeys")) return "a key must be plain text";
  // what follows a colon is a piece of the file, and may be one of a password that has no quotes
  return `not valid YAML: ${message.replace(/(?<!found): .*$/s, "")}`;
}

/** The offset of a collection that is too deep; walked with a list of its own, since the file chooses the depth. */
function tooDeep(tokens: readonly CST.Token[]): number | undefined {
  const open = tokens.map((token) => ({ token, depth: 0 }));
  for (let last = open.pop(); last !== undefined; last = open.pop()) {
    const { token, depth } = last;
    if (token.type === "document" && token.value) open.push({ token: token.value, depth });
    if (!("items" in token)) continue;
    if (depth >= depthMax) return token.offset;
    for (const item of token.items) {
      if (item.key) open.push({ token: item.key, depth: depth + 1 });
      if (item.value) open.push({ token: item.value, depth: depth + 1 });
    }
  }
  return undefined;
}
