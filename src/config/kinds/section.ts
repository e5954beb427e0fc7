import { didYouMean } from "../suggestion.ts";
import { type Entry, isEmpty, type MapNode } from "../yaml/node.ts";
import { type JsonSchema, type Kind, quoted, type Report, shapeOf } from "./kind.ts";

/** One key of a section. */
export interface Field<T> {
  /** Undefined only for `required` and `optional` fields. */
  readonly fallback: T | undefined;
  readonly isRequired: boolean;
  /** One sentence for the editor and the reference. */
  readonly doc: string;
  /** The default as a person would write it. */
  readonly written?: string;
  readonly kind: Kind<unknown>;
}

/** The keys of a section, in the order of the reference. */
export type Fields = Readonly<Record<string, Field<unknown>>>;

/** What a section gives: a value for each key, and where it stands. */
export type Section<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never;
} & { readonly place: MapNode };

/** A kind that knows its keys. */
export interface SectionKind<F extends Fields> extends Kind<Section<F>> {
  readonly fields: F;
}

/** A key that must be there. */
export function required<T>(kind: Kind<T>, doc: string): Field<T> {
  return { kind, doc, fallback: undefined, isRequired: true };
}

/** A key that may be absent or empty. */
export function optional<T>(kind: Kind<T>, doc: string): Field<T | undefined> {
  return { kind, doc, fallback: undefined, isRequired: false };
}

/** A key with a default; `written` is the default as a person would write it. */
export function defaulted<T>(
  kind: Kind<T>,
  fallback: T,
  rest: { readonly written: string; readonly doc: string },
): Field<T> {
  return { kind, fallback, isRequired: false, ...rest };
}

const nowhere: MapNode = { kind: "map", file: { name: "", text: "" }, at: 0, entries: [] };
const silent: Report = { problem: () => undefined, warning: () => undefined, textOfFile: () => undefined };

/** A section without required keys: when absent, all its keys have their defaults. */
export function subsection<F extends Fields>(kind: SectionKind<F>, doc: string): Field<Section<F>> {
  return { kind, doc, fallback: kind.parse(nowhere, silent), isRequired: false };
}

/** A map with known keys. Unknown ones are problems; a wrong value counts as absent after its problem was reported. */
export function section<F extends Fields>(fields: F): SectionKind<F> {
  const keys = Object.entries(fields);
  const table: Table = {
    fields: new Map(keys),
    fallbacks: Object.fromEntries(keys.map(([key, field]) => [key, field.fallback])),
    required: keys.filter(([, field]) => field.isRequired).map(([key]) => key),
  };
  return {
    fields,
    words: "a section",
    get schema() {
      return sectionSchema(fields);
    },
    parse(node, report) {
      if (node.kind !== "map") {
        report.problem(node, `expected "key: value" lines, found ${shapeOf(node)}`);
        return undefined;
      }
      return parseEntries(node, table, report);
    },
  };
}

/** The fields of a section as its entries are looked up: a map, so that no key reaches a prototype. */
interface Table {
  readonly fields: ReadonlyMap<string, Field<unknown>>;
  readonly fallbacks: Readonly<Record<string, unknown>>;
  readonly required: readonly string[];
}

function parseEntries<F extends Fields>(node: MapNode, table: Table, report: Report): Section<F> | undefined {
  const values: Record<string, unknown> = { ...table.fallbacks, place: node };
  for (const entry of node.entries) {
    const field = table.fields.get(entry.key);
    if (field === undefined) report.problem(entry, unknownKey(entry.key, table.fields.keys()));
    else if (!isEmpty(entry.value)) values[entry.key] = field.kind.parse(entry.value, report) ?? field.fallback;
    if (entry.key.endsWith("_file")) refuseBoth(node, entry, report);
  }
  const missing = table.required.filter((key) => values[key] === undefined);
  for (const key of missing) reportMissing(node, key, report);
  return missing.length === 0 ? sectionOf<F>(values) : undefined;
}

/** A required key that is there but wrong was reported before. */
function reportMissing(node: MapNode, key: string, report: Report): void {
  const entry = node.entries.find((one) => one.key === key);
  if (entry === undefined) report.problem(node, `"${key}" is missing here`);
  else if (isEmpty(entry.value)) report.problem(entry, `"${key}" is empty`);
}

/** Guarantee: `values` was filled by the kinds of the table `F`, or with its fallbacks, and none required is absent. */
function sectionOf<F extends Fields>(values: Record<string, unknown>): Section<F> {
  return values as Section<F>;
}

/** The message for a key that a map does not have. */
export function unknownKey(key: string, known: Iterable<string>): string {
  const names = [...known];
  const suggestion = didYouMean(key, names);
  const listed = suggestion === "" && names.length <= 12 ? ` (known here: ${names.join(", ")})` : suggestion;
  return `unknown key ${quoted(key)}${listed}`;
}

function refuseBoth(node: MapNode, entry: Entry, report: Report): void {
  const plain = entry.key.slice(0, -"_file".length);
  if (node.entries.some((one) => one.key === plain)) {
    report.problem(entry, `"${plain}" and "${entry.key}" both stand here: keep one`);
  }
}

function sectionSchema(fields: Fields): JsonSchema {
  const described = Object.entries(fields).map(([key, field]) => {
    const text = field.written === undefined ? field.doc : `${field.doc} Default: ${field.written}.`;
    return [key, { ...field.kind.schema, description: text }];
  });
  const needed = Object.keys(fields).filter((key) => fields[key]?.isRequired);
  return {
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(described),
    ...(needed.length > 0 ? { required: needed } : {}),
  };
}
