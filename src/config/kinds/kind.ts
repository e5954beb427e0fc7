import { shownUrl } from "../../base/secrets/shown-url.ts";
import type { Node, ScalarNode } from "../yaml/node.ts";
import type { Place } from "../yaml/source-file.ts";

/** A piece of a JSON Schema, draft-07. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** Where the readers of values tell what is wrong, and get what stands in other files. */
export interface Report {
  problem(place: Place, message: string): void;
  warning(place: Place, message: string): void;
  /** The text of a file that a `…_file` key names; undefined when it cannot be read, which is then reported. A secret one should not be readable by all. */
  textOfFile(path: ScalarNode, content: "secret" | "public"): string | undefined;
}

/** What a value may be: how it is read, and how an editor and the reference describe it. */
export interface Kind<T> {
  /** Gives undefined when the value is wrong, after reporting why. */
  parse(node: Node, report: Report): T | undefined;
  readonly schema: JsonSchema;
  /** Whether messages and outputs never hold the value. Its schema says `writeOnly`. */
  readonly isSecret?: true;
  /** For messages and the reference: `a duration`, `a list of texts`. */
  readonly words: string;
  /** What a list or map of it holds. */
  readonly item?: Kind<unknown>;
}

/** The value as written, for a message: variables not replaced, at most 60 characters. */
export function shown(node: Node): string {
  if (node.kind === "list") return "a list";
  if (node.kind === "map") return "a map";
  if (node.kind === "include") return "an include";
  const written = node.written ?? node.text;
  if (node.value === null && node.text === "") return "an empty value";
  return quoted(mayHoldLogin.test(written) ? shownUrl(written) : written);
}

/** An address that was meant, however it is spelt: `https://a:b@c`, `htps:/a:b@c`, `a:b@c`. */
const mayHoldLogin = /:\/\/|[:/].*@/s;

/** An address as written, for a message about a value that must be one. */
export function shownAddress(node: ScalarNode): string {
  return quoted(shownUrl(node.written ?? node.text));
}

/** What a value is where lines were expected: not the value, which may be a credential written in one line. */
export function shapeOf(node: Node): string {
  return node.kind === "scalar" && node.text !== "" ? "one value" : shown(node);
}

/** Whether variables were put into a value, so that nothing of it but `shown` may be shown. */
export function isFromVariable(node: Node): boolean {
  return node.kind === "scalar" && node.written !== undefined;
}

/** A text in quotes, cut at 60 characters. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

/** The scalar a node is; reports and gives undefined for a list, a map or an empty value. */
export function scalarOf(node: Node, words: string, report: Report): ScalarNode | undefined {
  if (node.kind === "scalar" && node.value !== null) return node;
  report.problem(node, `expected ${words}, found ${shown(node)}`);
  return undefined;
}

/** A value together with its place, for rules that look at several values. */
export interface Placed<T> {
  readonly value: T;
  readonly place: Place;
  /** The value as it may be shown in a message. */
  readonly written: string;
}

/** The same kind, keeping the place of the value. */
export function placed<T>(kind: Kind<T>): Kind<Placed<T>> {
  return {
    ...kind,
    parse(node, report) {
      const value = kind.parse(node, report);
      if (value === undefined) return undefined;
      return {
        value,
        place: node,
        get written() {
          return shown(node);
        },
      };
    },
  };
}

/** The same kind with a rule more: `judge` gives what is wrong, or undefined; only `written()` may be shown. */
export function checked<T>(
  kind: Kind<T>,
  judge: (value: T, written: () => string, node: Node) => string | undefined,
): Kind<T> {
  return {
    ...kind,
    parse(node, report) {
      const value = kind.parse(node, report);
      if (value === undefined) return undefined;
      const wrong = judge(value, () => shown(node), node);
      if (wrong === undefined) return value;
      report.problem(node, wrong);
      return undefined;
    },
  };
}
