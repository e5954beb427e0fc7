import { unwrapSchema } from "@elysiajs/openapi/openapi";
import { KindGuard } from "@sinclair/typebox";
import { elementsOf, isObject, type Members, mapMembers, membersOf, type Node } from "./node.ts";

/** Members of a schema that hold schemas by name, and those that hold one. */
const schemaMaps = new Set(["properties", "patternProperties"]);
const schemaLists = new Set(["anyOf", "allOf", "oneOf", "prefixItems"]);
const schemaValues = new Set(["items", "additionalProperties", "propertyNames"]);

const int32 = { minimum: -(2 ** 31), maximum: 2 ** 31 - 1 };

/**
 * A schema of TypeBox or Elysia as generators of clients read it: integers and numbers say how wide they are, maps use
 * `additionalProperties`, and what only JavaScript has is left out.
 */
export function plainSchema(schema: Node): Node {
  return plain(KindGuard.IsSchema(schema) ? unwrapSchema(schema, undefined, "output") : schema);
}

function plain(schema: Node): Node {
  if (!isObject(schema)) return schema;
  const choice = withoutDigits(schema);
  if (choice !== undefined) return plain(choice);
  return widened(withNull(countedEnum(portable(mapMembers(asMap(schema), plainMember)))));
}

function plainMember(value: Node, name: string): Node {
  if (schemaMaps.has(name)) return mapMembers(value, plain);
  if (schemaLists.has(name)) return elementsOf(value).map(plain);
  return schemaValues.has(name) ? plain(value) : value;
}

/** Elysia's integer and boolean for addresses may be text, which is only how an address writes one; undefined for others. */
function withoutDigits(schema: Members): Node {
  const choices = elementsOf(schema.anyOf);
  const others = choices.filter((one) => !["integer", "boolean", "numeric"].includes(String(membersOf(one).format)));
  const [only] = others;
  if (choices.length === others.length || others.length !== 1) return undefined;
  const { anyOf: _, ...rest } = schema;
  return { ...rest, ...membersOf(only) };
}

/** A record says what its values are; few generators know patterns of names. */
function asMap(schema: Members): Members {
  const [pattern] = Object.entries(membersOf(schema.patternProperties));
  if (pattern === undefined) return schema;
  const { patternProperties: _, ...rest } = schema;
  return { ...rest, additionalProperties: pattern[1] };
}

/** Patterns with code units of JavaScript mean nothing to RE2 and others; what they forbid the document says once. */
function portable({ pattern, ...rest }: Members): Members {
  if (pattern === undefined || (typeof pattern === "string" && pattern.includes("\\u"))) return rest;
  return { ...rest, pattern };
}

/** A list of numbers is one of integers, whatever type the generator gave it. */
function countedEnum(schema: Members): Members {
  const values = elementsOf(schema.enum);
  return values.length > 0 && values.every(Number.isInteger) ? { ...schema, type: "integer" } : schema;
}

/** Where null is allowed, a list of values has it too (JSON Schema 2020-12, section 6.1.2). */
function withNull(schema: Members): Members {
  const allows = elementsOf(schema.type).includes("null");
  return allows && Array.isArray(schema.enum) && !schema.enum.includes(null)
    ? { ...schema, enum: [...schema.enum, null] }
    : schema;
}

/** Says the width of a number (OpenAPI Format Registry): a client in Go or Java else takes 32 bits. */
function widened(schema: Members): Members {
  const types = [schema.type].flat();
  if (types.includes("number")) return { ...schema, format: "double" };
  if (!types.includes("integer")) return schema;
  const bounds = Array.isArray(schema.enum) ? schema.enum.filter(Number.isInteger) : [schema.minimum, schema.maximum];
  const isNarrow = bounds.every((one) => typeof one === "number" && one >= int32.minimum && one <= int32.maximum);
  return { ...schema, format: isNarrow ? "int32" : "int64" };
}
