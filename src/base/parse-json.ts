/** How much a JSON text from outside may hold. */
export interface JsonBounds {
  /** Levels of lists and objects, one in the other. */
  readonly depthMax: number;
  /** Values: members of objects and elements of lists. */
  readonly valuesMax: number;
}

/** The value of a text, or why it has none that is looked at. */
export type ParsedJson =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "not-json" }
  | { readonly kind: "unbounded"; readonly message: string };

const quote = 0x22;
const comma = 0x2c;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** Parses JSON whose size was bounded already. Depth and values are bounded by one pass over the text, before anything is built. */
export function parseJson(text: string, bounds: JsonBounds): ParsedJson {
  const message = excessOf(text, bounds);
  if (message !== undefined) return { kind: "unbounded", message };
  try {
    return { kind: "value", value: JSON.parse(text) };
  } catch {
    return { kind: "not-json" };
  }
}

function excessOf(text: string, { depthMax, valuesMax }: JsonBounds): string | undefined {
  let depth = 0;
  let values = 1;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === quote) at = endOfString(text, at);
    else if (unit === comma) values += 1;
    else if (unit === openBracket || unit === openBrace) {
      depth += 1;
      values += 1;
    } else if (unit === closeBracket || unit === closeBrace) depth -= 1;
    if (depth > depthMax) return `nesting deeper than ${depthMax} levels`;
    if (values > valuesMax) return `more than ${valuesMax} values`;
  }
  return undefined;
}

/** Where the string that begins at `start` ends; the text's end where it does not. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === backslash) slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return text.length;
}
