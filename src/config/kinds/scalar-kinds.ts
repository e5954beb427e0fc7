import { formatDuration, parseDuration } from "../../base/duration.ts";
import { didYouMean } from "../suggestion.ts";
import { type Kind, scalarOf, shown } from "./kind.ts";

/** Any text; numbers and booleans are taken as they are written. */
export const text: Kind<string> = {
  words: "text",
  schema: { type: ["string", "number", "boolean"] },
  parse: (node, report) => scalarOf(node, "text", report)?.text,
};

const trueWords = new Set(["true", "yes", "on", "1"]);
const falseWords = new Set(["false", "no", "off", "0"]);

/** `true` or `false`, and the words of YAML 1.1, which the original's files may hold. */
export const boolean: Kind<boolean> = {
  words: "true or false",
  schema: { type: "boolean" },
  parse(node, report) {
    const word = scalarOf(node, "true or false", report)?.text.toLowerCase();
    if (word === undefined) return undefined;
    if (trueWords.has(word)) return true;
    if (falseWords.has(word)) return false;
    report.problem(node, `${shown(node)} is neither true nor false`);
    return undefined;
  },
};

/** A whole number within limits, both allowed; digits in quotes are a number too. */
export function integer(limits: { readonly min: number; readonly max: number }): Kind<number> {
  const words = `a whole number from ${limits.min} to ${limits.max}`;
  return {
    words,
    schema: { type: "integer", minimum: limits.min, maximum: limits.max },
    parse(node, report) {
      const scalar = scalarOf(node, words, report);
      if (scalar === undefined) return undefined;
      const isNumeric = typeof scalar.value === "number" || /^[-+]?\d+$/.test(scalar.text);
      const value = isNumeric ? Number(scalar.value) : Number.NaN;
      if (Number.isSafeInteger(value) && value >= limits.min && value <= limits.max) return value;
      report.problem(node, `${shown(node)} is not ${words}`);
      return undefined;
    },
  };
}

/** A duration in milliseconds, such as `30s`, `1h30m` or `2 weeks`. */
export function duration(limits: { readonly minMs: number; readonly maxMs: number }): Kind<number> {
  const words = "a duration such as 30s, 5m, 1h30m or 1d";
  return {
    words: "a duration",
    schema: { type: "string", pattern: "\\d", examples: ["30s", "5m", "1h30m", "1d"] },
    parse(node, report) {
      const scalar = scalarOf(node, words, report);
      if (scalar === undefined) return undefined;
      const ms = parseDuration(scalar.text);
      if (ms === undefined) report.problem(node, `${shown(node)} is not ${words}`);
      else if (ms < limits.minMs) report.problem(node, `${shown(node)} is under ${formatDuration(limits.minMs)}`);
      else if (ms > limits.maxMs) report.problem(node, `${shown(node)} is over ${formatDuration(limits.maxMs)}`);
      else return ms;
      return undefined;
    },
  };
}

/** One of a few words. */
export function oneOf<const W extends string>(choices: readonly W[]): Kind<W> {
  const words = `one of ${choices.join(", ")}`;
  return {
    words,
    schema: { enum: choices },
    parse(node, report) {
      const written = scalarOf(node, words, report)?.text;
      if (written === undefined) return undefined;
      const found = choices.find((choice) => choice === written);
      if (found === undefined) report.problem(node, `${shown(node)} is not ${words}${didYouMean(written, choices)}`);
      return found;
    },
  };
}

const sizeUnits: ReadonlyMap<string, number> = new Map([
  ["", 1],
  ["b", 1],
  ["kb", 1000],
  ["mb", 1_000_000],
  ["kib", 1024],
  ["mib", 1024 ** 2],
]);

/** A number of bytes, such as `1MiB`, `500kB` or `65536`. */
export function byteSize(limits: { readonly minBytes: number; readonly maxBytes: number }): Kind<number> {
  const words = "a size such as 512KiB or 1MiB";
  return {
    words: "a size",
    schema: { type: ["string", "integer"], examples: ["512KiB", "1MiB"] },
    parse(node, report) {
      const scalar = scalarOf(node, words, report);
      if (scalar === undefined) return undefined;
      const [, amount, unit] = /^(\d+(?:\.\d+)?) ?([A-Za-z]*)$/.exec(scalar.text) ?? [];
      const bytes = Math.round(Number(amount) * (sizeUnits.get(unit?.toLowerCase() ?? "") ?? Number.NaN));
      if (bytes >= limits.minBytes && bytes <= limits.maxBytes) return bytes;
      const range = `from ${limits.minBytes} to ${limits.maxBytes} bytes`;
      report.problem(node, `${shown(node)} is not ${words}, ${range}`);
      return undefined;
    },
  };
}
