import { dirname, isAbsolute, join } from "node:path";
import { isToken } from "../base/secrets/harmless.ts";
import type { Secret } from "../base/secrets/secret.ts";
import { shownUrl } from "../base/secrets/shown-url.ts";
import { interpolate } from "./interpolation.ts";
import type { Report } from "./kinds/kind.ts";
import type { Problem } from "./problem.ts";
import type { ConfigSources } from "./sources.ts";
import { fileBytesMax } from "./yaml/decode.ts";
import { emptyNode, type IncludeNode, isEmpty, type Node, type ScalarNode } from "./yaml/node.ts";
import { parseYaml } from "./yaml/parse-yaml.ts";
import { type Place, problemAt } from "./yaml/source-file.ts";

/** Files that one configuration may be made of. */
export const filesMax = 20_000;

/** Bytes of a file that holds a secret or certificates. */
const textFileBytesMax = 1024 * 1024;

/** One file and those that lead to it, to notice circles and to name them. */
export interface Chain {
  readonly name: string;
  readonly canonical: string;
  readonly parent: Chain | undefined;
}

/** A file's tree, with what it includes put in and its variables replaced. */
export interface LoadedFile {
  readonly root: Node;
  readonly chain: Chain;
}

/** Reads the files of one configuration and gathers what is wrong with them. */
export class FileLoader implements Report {
  readonly problems: Problem[] = [];
  readonly warnings: Problem[] = [];
  /** In the order they were read. */
  readonly files: string[] = [];
  readonly variables = new Map<string, Secret>();
  readonly #sources: ConfigSources;

  constructor(sources: ConfigSources) {
    this.#sources = sources;
  }

  problem(place: Place, message: string): void {
    this.problems.push(problemAt(place, message));
  }

  warning(place: Place, message: string): void {
    this.warnings.push(problemAt(place, message));
  }

  textOfFile(path: ScalarNode, content: "secret" | "public"): string | undefined {
    const { files, environment } = this.#sources;
    const written = path.written ?? path.text;
    const credentials = environment.CREDENTIALS_DIRECTORY;
    const places = isAbsolute(path.text) || !credentials ? [] : [join(credentials, path.text)];
    const found = [...places, besides(path, path.text)].find((one) => files.facts(one) !== undefined);
    const facts = found === undefined ? undefined : files.facts(found);
    const bytes = found === undefined || (facts?.bytes ?? 0) > textFileBytesMax ? undefined : files.read(found);
    if (bytes === undefined) {
      const isNamed = content === "public" || looksLikePath(written);
      const name = isNamed ? `the file ${JSON.stringify(written)}` : "the file named here";
      this.problem(path, `${name} is missing, not readable or over 1 MiB`);
      return undefined;
    }
    if (content === "secret" && facts?.isWorldReadable) {
      this.warning(path, `every user of this machine can read the secret in ${JSON.stringify(written)}: chmod o-r it`);
    }
    return new TextDecoder().decode(bytes);
  }

  /** The tree of one file; undefined, after a problem, when it has none. */
  load(
    name: string,
    from: { readonly chain: Chain | undefined; readonly place: Place | undefined },
  ): LoadedFile | undefined {
    const { files } = this.#sources;
    const place = from.place ?? { file: { name, text: "" }, at: 0 };
    const facts = files.facts(name);
    if (facts === undefined)
      return this.#refuse(place, `the file ${JSON.stringify(shownUrl(name))} is missing or not readable`);
    const chain = { name, canonical: files.canonical(name), parent: from.chain };
    const circle = circleOf(chain);
    if (circle !== undefined) return this.#refuse(place, `files include one another in a circle: ${circle}`);
    if (this.files.length >= filesMax) return this.#refuse(place, `more than ${filesMax} files are included`);
    this.files.push(name);
    if (facts.bytes > fileBytesMax) return this.#refuse({ file: { name, text: "" }, at: 0 }, tooLarge(facts.bytes));
    const bytes = files.read(name);
    if (bytes === undefined) return this.#refuse(place, `the file ${JSON.stringify(shownUrl(name))} cannot be read`);
    const { root, problems } = parseYaml(name, bytes);
    this.problems.push(...problems);
    return root && { root: this.#resolve(root, chain), chain };
  }

  /** The files that a path, or a glob, names; a path that is not there is a problem, a glob may match none. */
  loadAll(pattern: string, from: { readonly chain: Chain; readonly place: Place }): readonly LoadedFile[] {
    const names = isGlob(pattern) ? this.#matches(pattern, from.chain.name) : [besides(from.place, pattern)];
    return names.map((name) => this.load(name, from)).filter((one) => one !== undefined);
  }

  #refuse(place: Place, message: string): undefined {
    this.problem(place, message);
  }

  #matches(pattern: string, includer: string): readonly string[] {
    const folder = isAbsolute(pattern) ? "/" : dirname(includer);
    const glob = isAbsolute(pattern) ? pattern.slice(1) : pattern;
    return this.#sources.files.match(glob, folder).map((path) => join(folder, path));
  }

  /** Only the files that hold one of the two marks are walked: most of a large configuration needs neither. */
  #resolve(node: Node, chain: Chain): Node {
    const { text } = node.file;
    return text.includes("${") || text.includes("!include") ? this.#resolved(node, chain) : node;
  }

  #resolved(node: Node, chain: Chain): Node {
    switch (node.kind) {
      case "scalar":
        return node.text.includes("${") ? this.#interpolated(node) : node;
      case "include":
        return this.#included(node, chain);
      case "map": {
        const entries = node.entries.map((entry) => ({ ...entry, value: this.#resolved(entry.value, chain) }));
        return { ...node, entries };
      }
      case "list": {
        const items = node.items.flatMap((item) => {
          const resolved = this.#resolved(item, chain);
          if (item.kind !== "include") return [resolved];
          return resolved.kind === "list" ? resolved.items : isEmpty(resolved) ? [] : [resolved];
        });
        return { ...node, items };
      }
      default:
        return node satisfies never;
    }
  }

  #interpolated(node: ScalarNode): ScalarNode {
    const result = interpolate(node.text, this.#sources.environment);
    if (result.kind === "problem") {
      this.problem(node, result.message);
      return { ...node, written: node.text };
    }
    for (const [name, value] of result.used) this.variables.set(name, value);
    return { ...node, text: result.text, value: result.text, written: node.text };
  }

  /** One file stands for itself; what a glob matches is one list, in which lists are joined. */
  #included(node: IncludeNode, chain: Chain): Node {
    const pattern = interpolate(node.pattern, this.#sources.environment);
    if (pattern.kind === "problem") {
      this.problem(node, pattern.message);
      return emptyNode(node.file, node.at);
    }
    const roots = this.loadAll(pattern.text, { chain, place: node }).map((one) => one.root);
    if (!isGlob(pattern.text)) return roots[0] ?? emptyNode(node.file, node.at);
    const items = roots.flatMap((root) => (root.kind === "list" ? root.items : [root]));
    return { kind: "list", file: node.file, at: node.at, items };
  }
}

/** What does not may be the secret itself, written where the path of its file belongs. */
function looksLikePath(written: string): boolean {
  return /^\.{0,2}\//.test(written) && !isToken(written);
}

function isGlob(pattern: string): boolean {
  return /[*?[{]/.test(pattern);
}

/** A path as seen from where the program runs, given as seen from the file it stands in. */
function besides(place: Place, path: string): string {
  return isAbsolute(path) ? path : join(dirname(place.file.name), path);
}

/** The names from a file back to itself, or undefined. */
function circleOf(chain: Chain): string | undefined {
  const names = [chain.name];
  for (let one = chain.parent; one !== undefined; one = one.parent) {
    names.unshift(one.name);
    if (one.canonical === chain.canonical) return names.join(" → ");
  }
  return undefined;
}

function tooLarge(bytes: number): string {
  const mebibytes = Math.ceil(bytes / (1024 * 1024));
  return `this file has ${mebibytes} MiB, at most ${fileBytesMax / (1024 * 1024)} are read: split it with include`;
}
