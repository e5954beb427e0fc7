import { stringify } from "yaml";
import { mask, Secret } from "../base/secrets/secret.ts";
import { shownRequestHeader, shownResponseHeader } from "../base/secrets/shown-header.ts";
import { shownText, shownUrl } from "../base/secrets/shown-url.ts";
import type { Config } from "./config.ts";

/** Shorter values of variables would be found in every other word. */
const hiddenLengthMin = 3;

/** Keys of a configuration below which the user chose the names. */
const namedByUser = new Set(["labels", "resolve", "value", "patterns", "values"]);

/** Keys of instants, in ms since 1970. */
const instants = new Set(["fromMs", "untilMs"]);

const heading = ` What Argos understands, in its own words: to be read, not to be loaded again. Secrets are ${mask}, and values that
 came out of a variable are its \${NAME}.`;

/**
 * The effective configuration as YAML, in Argos' own words. Secrets, request data, and the values of headers and
 * parameters that may be credentials are `***`, and what came out of a variable is its `${NAME}` again.
 */
export function showConfig(config: Config): string {
  const { variables, ...shown } = config;
  const hidden = variables
    .map(({ name, value }) => [value.reveal(), `\${${name}}`] as const)
    .filter(([value]) => value.length >= hiddenLengthMin)
    .sort(([a], [b]) => b.length - a.length);
  const hide = (text: string) => hidden.reduce((so, [value, name]) => so.replaceAll(value, name), shownValue(text));
  const document = stringify(plain(shown, hide), { lineWidth: 0, aliasDuplicateObjects: false });
  return `${heading.replaceAll(/^/gm, "#")}\n${document}`;
}

/** A value that is an address, or a sentence with some. */
function shownValue(text: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/\S*$/i.test(text) ? shownUrl(text) : shownText(text);
}

/** Text, number and so on, maps and lists of them: what YAML can write. */
function plain(value: unknown, hide: (text: string) => string): unknown {
  if (value instanceof Secret) return mask;
  if (typeof value === "string") return hide(value);
  if (Array.isArray(value)) return value.map((one: unknown) => plain(one, hide));
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, one]) => [key, plain(one, hide)]));
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries.map(([key, one]) => shownEntry(value, { key, one }, hide)));
}

function shownEntry(
  owner: object,
  { key, one: value }: { readonly key: string; readonly one: unknown },
  hide: (text: string) => string,
): readonly [string, unknown] {
  if (key === "headers") return [key, keyed(shownHeaders(value, shownRequestHeader), hide)];
  if (key === "data") return [key, mask];
  if (instants.has(key) && typeof value === "number") return [key.slice(0, -2), new Date(value).toISOString()];
  if (key === "caPem") return ["ca_pem", "(certificates)"];
  if (key.endsWith("Ms") && typeof value === "number") return [snakeCase(key.slice(0, -2)), durationText(value)];
  if (isAboutHeaders(owner)) return [key, keyed(shownHeaders(value, shownResponseHeader), hide)];
  if (namedByUser.has(key)) return [key, keyed(value, hide)];
  return [snakeCase(key), plain(value, hide)];
}

/** Whether a map is what a check expects of headers. */
function isAboutHeaders(owner: object): boolean {
  return "kind" in owner && (owner.kind === "headers-have" || owner.kind === "headers-like");
}

function shownHeaders(headers: unknown, show: (name: string, value: string) => string): unknown {
  if (headers === null || typeof headers !== "object") return headers;
  const pairs = Object.entries(headers);
  return Object.fromEntries(pairs.map(([name, value]) => [name, show(name, String(value))]));
}

/** A value whose keys are the user's own, at every depth. */
function keyed(value: unknown, hide: (text: string) => string): unknown {
  if (value === null || typeof value !== "object" || value instanceof Secret) return plain(value, hide);
  if (Array.isArray(value)) return value.map((one: unknown) => keyed(one, hide));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [hide(key), keyed(one, hide)]));
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Exact, in the largest unit that divides it: `90s`, `5m`, `1d`. */
function durationText(ms: number): string {
  const units = [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["m", 60_000],
    ["s", 1000],
  ] as const;
  const [unit, size] = units.find(([, one]) => ms >= one && ms % one === 0) ?? ["ms", 1];
  return `${ms / size}${unit}`;
}
