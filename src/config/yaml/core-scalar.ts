const wordValues: ReadonlyMap<string, null | boolean> = new Map([
  ["", null],
  ["~", null],
  ["null", null],
  ["Null", null],
  ["NULL", null],
  ["true", true],
  ["True", true],
  ["TRUE", true],
  ["false", false],
  ["False", false],
  ["FALSE", false],
]);
const decimal = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const octal = /^0o[0-7]+$/;
const hexadecimal = /^0x[0-9a-fA-F]+$/;
const infinity = /^([-+]?)\.(?:inf|Inf|INF)$/;

/** The value of a plain (unquoted) scalar by the core schema, YAML 1.2.2 section 10.3.2. */
export function coreValue(text: string): null | boolean | number | string {
  const code = text.charCodeAt(0);
  // + , - . / 0-9
  const mayBeNumber = code >= 0x2b && code <= 0x39;
  if (mayBeNumber) return numberOf(text) ?? text;
  const word = text.length <= 5 ? wordValues.get(text) : undefined;
  return word === undefined ? text : word;
}

function numberOf(text: string): number | undefined {
  if (decimal.test(text)) return Number(text);
  if (octal.test(text)) return Number.parseInt(text.slice(2), 8);
  if (hexadecimal.test(text)) return Number.parseInt(text.slice(2), 16);
  if (text === ".nan" || text === ".NaN" || text === ".NAN") return Number.NaN;
  const infinite = infinity.exec(text);
  if (infinite === null) return undefined;
  return infinite[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
