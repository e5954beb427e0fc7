import { stringify } from "yaml";
import { Secret } from "../base/secrets/secret.ts";
import type { Config } from "./config.ts";

const mask = "***";

/** Shorter values of variables would be found in every other word. */
const hiddenLengthMin = 3;

/** Keys of a configuration below which the user chose the names. */
const namedByUser = new Set(["labels", "resolve", "values", "patterns", "value"]);

/** Keys of instants, in ms since 1970. */
const instants = new Set(["fromMs", "untilMs"]);

const sensitiveHeader = /authorization|cookie|token|secret|password|api-?key|signature/i;

/**
 * The effective configuration as YAML, in Argos' own words. Secrets, request data and headers that carry credentials
 * are `***`, and what came out of a variable is its `${NAME}` again.
 */
export function showConfig(config: Config): string {
  const { variables, ...shown } = config;
  const hidden = variables
    .map(({ name, value }) => [value.reveal(), `\${${name}}`] as const)
    .filter(([value]) => value.length >= hiddenLengthMin)
    .sort(([a], [b]) => b.length - a.length);
  const hide = (text: string) => hidden.reduce((so, [value, name]) => so.replaceAll(value, name), text);
  return stringify(plain(shown, hide), { lineWidth: 0, aliasDuplicateObjects: false });
}

/** Text, number and so on, maps and lists of them: what YAML can write. */
function plain(value: unknown, hide: (text: string) => string): unknown {
  if (value instanceof Secret) return mask;
  if (typeof value === "string") return hide(withoutLogin(value));
  if (Array.isArray(value)) return value.map((one: unknown) => plain(one, hide));
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, one]) => [key, plain(one, hide)]));
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries.map(([key, one]) => shownEntry(key, one, hide)));
}

function shownEntry(key: string, value: unknown, hide: (text: string) => string): readonly [string, unknown] {
  if (key === "headers") return [key, keyed(maskedHeaders(value), hide)];
  if (key === "data") return [key, mask];
  if (instants.has(key) && typeof value === "number") return [key.slice(0, -2), new Date(value).toISOString()];
  if (key === "caPem") return ["ca_pem", "(certificates)"];
  if (key.endsWith("Ms") && typeof value === "number") return [snakeCase(key.slice(0, -2)), durationText(value)];
  if (namedByUser.has(key)) return [key, keyed(value, hide)];
  return [snakeCase(key), plain(value, hide)];
}

/** A URL may hold a user and a password before its host. */
function withoutLogin(text: string): string {
  return text.replace(/^(\w+:\/\/)[^/?#@]*@/, `$1${mask}@`);
}

function maskedHeaders(headers: unknown): unknown {
  if (headers === null || typeof headers !== "object") return headers;
  const pairs = Object.entries(headers);
  return Object.fromEntries(pairs.map(([name, value]) => [name, sensitiveHeader.test(name) ? mask : value]));
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
