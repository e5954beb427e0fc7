import { configSchema } from "../../src/config/schema.ts";

/** A value of the configuration that is text of the user's own. */
export interface TextWord {
  /** `websites[].paths[].request_data.headers.*`: `[]` is an item of a list, `*` a value under a name of the user's. */
  readonly path: string;
  /** Whether its kind says that no output holds it. */
  readonly isSecret: boolean;
}

/** Every value of `argos.yaml` that may be text of the user's own, as its schema has them, each once. */
export function textWords(): readonly TextWord[] {
  const found = wordsOf(configSchema(), "");
  return [...new Map(found.map((one) => [one.path, one])).values()];
}

function wordsOf(schema: unknown, path: string): readonly TextWord[] {
  if (schema === null || typeof schema !== "object") return [];
  const { anyOf, items, properties, additionalProperties } = schemaOf(schema);
  if (anyOf !== undefined) return anyOf.flatMap((one) => wordsOf(one, path));
  if (items !== undefined) return wordsOf(items, `${path}[]`);
  if (properties !== undefined)
    return Object.entries(properties).flatMap(([key, one]) => wordsOf(one, path === "" ? key : `${path}.${key}`));
  if (typeof additionalProperties === "object") return wordsOf(additionalProperties, `${path}.*`);
  return isFreeText(schema) ? [{ path, isSecret: "writeOnly" in schema && schema.writeOnly === true }] : [];
}

/** The keywords that hold schemas. */
interface Nested {
  readonly anyOf?: readonly unknown[];
  readonly items?: unknown;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly additionalProperties?: unknown;
}

/** Guarantee: our own schema was made by the kinds, which give these keywords these shapes. */
function schemaOf(schema: object): Nested {
  return schema as Nested;
}

/** Without a type a value may be anything, so text too. */
function isFreeText(schema: object): boolean {
  if ("enum" in schema || "const" in schema) return false;
  if (!("type" in schema)) return true;
  return [schema.type].flat().includes("string");
}
