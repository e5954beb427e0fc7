import { CloneType, FormatRegistry, type TSchema } from "@sinclair/typebox";

/** RFC 3339 in the form that `Date` reads too. */
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

const instantFormat = "argos-instant";

/**
 * The schema for a reader of another version: what a newer server adds to an object is passed over. Formats are known to
 * TypeBox only where somebody registered them, so instants get one of our own and others are left out.
 */
export function tolerant<Schema extends TSchema>(schema: Schema): Schema {
  if (!FormatRegistry.Has(instantFormat)) FormatRegistry.Set(instantFormat, isInstant);
  const copy = CloneType(schema);
  open(copy);
  return copy;
}

function isInstant(text: string): boolean {
  return instant.test(text) && !Number.isNaN(Date.parse(text));
}

function open(node: object): void {
  if (Reflect.get(node, "additionalProperties") === false) Reflect.deleteProperty(node, "additionalProperties");
  const format: unknown = Reflect.get(node, "format");
  if (format === "date-time") Reflect.set(node, "format", instantFormat);
  else if (typeof format === "string") Reflect.deleteProperty(node, "format");
  for (const child of Object.values(node)) if (typeof child === "object" && child !== null) open(child);
}
