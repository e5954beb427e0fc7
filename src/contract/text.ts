import { type StringOptions, Type } from "@sinclair/typebox";

/** One character that a database can hold: not NUL, and no unpaired surrogate, both of which JSON can carry. Reads the same with the flag `u` and without. */
const character = "(?:[^\\u0000\\ud800-\\udfff]|[\\ud800-\\udbff][\\udc00-\\udfff])";
/** The same without control characters, line ends among them. */
const lineCharacter = "(?:[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff]|[\\ud800-\\udbff][\\udc00-\\udfff])";

/** What every text of a request matches. */
export const storablePattern = `^${character}*$`;

type Bounds = Omit<StringOptions, "pattern" | "format"> & { readonly maxLength: number };

/** A text of a request: bounded, and one that a database can hold. */
export function requestText(bounds: Bounds) {
  return Type.String({ pattern: storablePattern, ...bounds });
}

/** A label of a request as `name:value`. */
export function requestLabel(bounds: Bounds) {
  return Type.String({ pattern: `^${character}*:${character}*$`, ...bounds });
}

/** Names to texts in a request, such as labels: each name is one line of 1 to `namesMax` characters. */
export function requestTexts(
  bounds: { readonly nameMax: number; readonly countMax: number } & Bounds & { readonly description: string },
) {
  const { nameMax, countMax, description, ...ofValues } = bounds;
  const name = Type.String({ pattern: `^${lineCharacter}{1,${nameMax}}$` });
  return Type.Record(name, requestText(ofValues), {
    additionalProperties: false,
    maxProperties: countMax,
    description,
  });
}
