import fc, { type Arbitrary } from "fast-check";
import { type Members, membersOf, type Resolve } from "./document.ts";

/** Texts of JSON, right and wrong: text, since not all that a client can send is a value of JavaScript. */
export type JsonText = Arbitrary<string>;

/** Values that fit few schemas, and that a careless program falls over. */
const oddTexts = [
  "null",
  "true",
  "-1",
  "0",
  "1.5",
  "2147483648",
  "9007199254740993",
  "1e400",
  "-1e308",
  "NaN",
  '""',
  '"\\u0000"',
  '"a\\u0000b"',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '"\\ufffe\\u202e"',
  '"line\\nend"',
  '"__proto__"',
  "[]",
  "[null]",
  "{}",
  '[[{"toString":true}]]',
  '{"toString":true,"valueOf":1}',
  '{"__proto__":{"length":1}}',
  '{"constructor":{"prototype":{}}}',
];

const oddNames = ["__proto__", "constructor", "toString", "extra", "", "a\\u0000", "a\\nb", "\\ud800", "a/b~c"];

/** Members whose largest value would make the server wait: a long poll. */
const heldBack: Readonly<Record<string, string>> = { waitMs: "0" };

/** What fits a schema, now and then with something that does not, at any depth. */
export function jsonText(schema: unknown, resolve: Resolve): JsonText {
  const members = resolve(schema);
  const examples = Array.isArray(members.examples) ? members.examples.map((one) => JSON.stringify(one)) : [];
  const fitting = fc.oneof(
    { arbitrary: fittingText(members, resolve), weight: 2 },
    ...(examples.length > 0 ? [{ arbitrary: fc.constantFrom(...examples), weight: 1 }] : []),
  );
  const odd = fc.oneof(fc.constantFrom(...oddTexts), justBeyond(members));
  return fc.oneof({ arbitrary: fitting, weight: 12 }, { arbitrary: odd, weight: 1 });
}

function fittingText(schema: Members, resolve: Resolve): JsonText {
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum).map((one) => JSON.stringify(one));
  if ("const" in schema) return fc.constant(JSON.stringify(schema.const));
  if (Array.isArray(schema.anyOf)) return fc.oneof(...schema.anyOf.map((one) => jsonText(one, resolve)));
  switch ([schema.type].flat()[0]) {
    case "string":
      return stringText(schema);
    case "integer":
      return integerOf(schema).map(String);
    case "number":
      return fc.oneof(integerOf(schema).map(String), fc.constantFrom("0.5", "1e3"));
    case "boolean":
      return fc.constantFrom("true", "false");
    case "null":
      return fc.constant("null");
    case "array":
      return arrayText(schema, resolve);
    case "object":
      return objectText(schema, resolve);
    default:
      return fc.json({ maxDepth: 2 });
  }
}

/** Texts of the lengths that a schema allows, its least and its most among them. */
export function stringOf({ minLength, maxLength, format }: Members): Arbitrary<string> {
  if (format === "date-time") return fc.constantFrom("2026-11-21T08:30:00.000Z", "1970-01-01T00:00:00Z");
  const [min, max] = [numberOr(minLength, 0), Math.min(numberOr(maxLength, 50), 5000)];
  const usual = fc.constantFrom("2h", "a", "é", "https://example.org", "owner", "😀", "status-is", "0.1.0");
  return fc.oneof(
    { arbitrary: usual, weight: 6 },
    { arbitrary: fc.string({ unit: "grapheme", minLength: min, maxLength: Math.min(max, 30) }), weight: 3 },
    { arbitrary: fc.constantFrom("a".repeat(min), "a".repeat(max)), weight: 1 },
  );
}

function stringText(schema: Members): JsonText {
  return stringOf(schema).map((text) => JSON.stringify(text));
}

/** Whole numbers that a schema allows, the least and the most among them, small ones more often. */
export function integerOf({ minimum, maximum }: Members): Arbitrary<number> {
  const [min, max] = [numberOr(minimum, -1000), numberOr(maximum, 1000)];
  return fc.oneof(
    { arbitrary: fc.integer({ min, max: Math.min(max, min + 20) }), weight: 6 },
    { arbitrary: fc.constantFrom(min, max), weight: 1 },
  );
}

/** What is just outside the bounds of a schema. */
function justBeyond({ minimum, maximum, minLength, maxLength }: Members): JsonText {
  const numbers = [minimum, maximum].filter((one) => typeof one === "number").flatMap((one) => [one - 1, one + 1]);
  const lengths = [numberOr(minLength, 1) - 1, numberOr(maxLength, 100) + 1];
  const texts = lengths.map((length) => JSON.stringify("a".repeat(length)));
  return fc.constantFrom(...numbers.map(String), ...texts);
}

function arrayText(schema: Members, resolve: Resolve): JsonText {
  const element = jsonText(schema.items, resolve);
  const most = numberOr(schema.maxItems, 4);
  const some = fc.array(element, { minLength: numberOr(schema.minItems, 0), maxLength: Math.min(most, 4) });
  const many = element.map((one) => new Array<string>(Math.min(most + 1, 1001)).fill(one));
  return fc.oneof({ arbitrary: some, weight: 20 }, { arbitrary: many, weight: 1 }).map((all) => `[${all.join(",")}]`);
}

function objectText(schema: Members, resolve: Resolve): JsonText {
  const required = Array.isArray(schema.required) ? schema.required : [];
  const members = Object.entries(membersOf(schema.properties)).map(([name, value]) => {
    const text = heldBack[name] === undefined ? jsonText(value, resolve) : fc.constant(heldBack[name]);
    const present = text.map((one): string | undefined => `${JSON.stringify(name)}:${one}`);
    const isRequired = required.includes(name);
    return fc.oneof(
      { arbitrary: present, weight: isRequired ? 30 : 1 },
      { arbitrary: fc.constant(undefined), weight: 1 },
    );
  });
  const isMap = typeof schema.additionalProperties === "object";
  const value = isMap ? jsonText(schema.additionalProperties, resolve) : fc.constantFrom(...oddTexts);
  const name = isMap ? fc.constantFrom("owner", "tier", "é", ...oddNames) : fc.constantFrom(...oddNames);
  const extra = fc.tuple(name, value).map(([one, text]) => `"${one}":${text}`);
  const extras = fc.oneof(
    { arbitrary: fc.constant<string[]>([]), weight: isMap ? 1 : 20 },
    { arbitrary: fc.array(extra, { maxLength: 2 }), weight: 1 },
  );
  return fc
    .tuple(fc.tuple(...members), extras)
    .map(([known, others]) => `{${[...known.filter((one) => one !== undefined), ...others].join(",")}}`);
}

function numberOr(value: unknown, fallback: number): number {
  return typeof value === "number" ? value : fallback;
}
