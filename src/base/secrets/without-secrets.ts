import { foldedForm, type NormalForm, normalForm } from "./normal-form.ts";
import { mask } from "./secret.ts";
import { decoded } from "./shown-url.ts";

/** Shorter texts are no secrets, and taking them out would leave nothing readable. */
const secretLengthMin = 6;

/** So much of the beginning of a secret gives it away, where as much again and more is left to show that it is one. */
const beginningLength = 12;
const beginningOfMin = 20;

/** A text to look for, with how much of its beginning counts by itself; Infinity where only all of it does. */
interface Wanted {
  readonly text: string;
  readonly beginning: number;
}

/** What is looked for in a text as it is written, and in its normal form. */
interface Search {
  readonly folded: readonly Wanted[];
  readonly normal: readonly Wanted[];
  /** In base64 or in hexadecimal digits. */
  readonly binary: readonly string[];
}

const searches = new WeakMap<readonly string[], Search>();

/**
 * A text without any of the secrets in it, in any spelling: servers repeat in their answers what they were sent, escaped
 * for the place where they put it. Before an ellipsis, where a text was cut, the beginning of one counts too.
 */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  if (text.length < secretLengthMin || secrets.length === 0) return text;
  const search = searches.get(secrets) ?? searchFor(secrets);
  searches.set(secrets, search);
  const depths = new Int32Array(text.length + 1);
  const [folded, normal] = [foldedForm(text), normalForm(text)];
  for (const wanted of search.folded) markSecret(folded, wanted, depths);
  for (const wanted of search.normal) markSecret(normal, wanted, depths);
  for (const wanted of search.binary) markBinary(normal, wanted, depths);
  return masked(text, depths);
}

function searchFor(secrets: readonly string[]): Search {
  const long = [...new Set(secrets)].filter(({ length }) => length >= secretLengthMin);
  const wanted = (forms: readonly string[]): Wanted[] =>
    [...new Set(forms)]
      .filter(({ length }) => length >= secretLengthMin)
      .map((text) => {
        // the beginning of an address is its host
        const isTelling = text.length >= beginningOfMin && !text.includes("://");
        return { text, beginning: isTelling ? beginningLength : Number.POSITIVE_INFINITY };
      });
  const binary = long.flatMap(spellings).flatMap(binarySpellings);
  return {
    folded: wanted(long.map((secret) => foldedForm(secret).text)),
    normal: wanted(long.flatMap(lineSpellings).map((secret) => normalForm(secret).text.trim())),
    binary: wanted(binary.map((each) => normalForm(each).text.trim())).map(({ text }) => text),
  };
}

/** The normal form leaves `\n` and its like alone, since a backslash may also be one that stands before an n. */
function lineSpellings(text: string): string[] {
  return /[\t\n\v\f\r]/.test(text) ? [text, JSON.stringify(text).slice(1, -1)] : [text];
}

/** What may be encoded as base64: a whole page or URL is, with the escapes that it has. */
function spellings(text: string): string[] {
  const encoded = encodeURIComponent(text.toWellFormed());
  const html = text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  return [...new Set([text, encoded, JSON.stringify(text).slice(1, -1), html])];
}

/** The characters that stand for the bytes alone, wherever in a group of three those start. */
function binarySpellings(text: string): string[] {
  const bytes = Buffer.from(text, "utf8");
  const base64 = [0, 1, 2].map((offset) => {
    const whole = Buffer.concat([Buffer.alloc(offset), bytes]);
    return whole.toString("base64").slice(Math.ceil((offset * 8) / 6), Math.floor((whole.length * 8) / 6));
  });
  return [...base64, ...base64.map((each) => each.replaceAll("+", "-").replaceAll("/", "_")), bytes.toString("hex")];
}

/** Marks a secret and its telling beginnings, by the algorithm of Knuth, Morris and Pratt: in linear time for any text. */
function markSecret(form: NormalForm, { text: secret, beginning }: Wanted, depths: Int32Array): void {
  if (!form.text.includes(secret.slice(0, secretLengthMin))) return;
  const borders = bordersOf(secret);
  let matched = 0;
  for (let at = 0; at < form.text.length; at++) {
    if (matched === secret.length) matched = borders[matched - 1] ?? 0;
    while (matched > 0 && form.text[at] !== secret[matched]) matched = borders[matched - 1] ?? 0;
    if (form.text[at] === secret[matched]) matched += 1;
    const isCut = matched >= secretLengthMin && form.text[at + 1] === "…";
    if (matched === secret.length || matched >= beginning || isCut) mark(form, at + 1 - matched, at, depths);
  }
}

/** For each beginning of a text, the length of the longest shorter beginning that it also ends in. */
function bordersOf(text: string): Int32Array {
  const borders = new Int32Array(text.length);
  for (let at = 1, length = 0; at < text.length; at++) {
    while (length > 0 && text[at] !== text[length]) length = borders[length - 1] ?? 0;
    if (text[at] === text[length]) length += 1;
    borders[at] = length;
  }
  return borders;
}

/** Marks a spelling with the characters beside it that hold the rest of its first and last byte, and the padding. */
function markBinary(form: NormalForm, wanted: string, depths: Int32Array): void {
  for (let at = form.text.indexOf(wanted); at !== -1; at = form.text.indexOf(wanted, at + wanted.length)) {
    const before = /[\w/-]?$/.exec(form.text.slice(Math.max(0, at - 1), at))?.[0].length ?? 0;
    const end = at + wanted.length;
    const after = /^[\w/-]?={0,2}/.exec(form.text.slice(end, end + 3))?.[0].length ?? 0;
    mark(form, at - before, end + after - 1, depths);
  }
}

/** Notes where a stretch of the form stands in the original: one level deeper at its start, one less after its end. */
function mark(form: NormalForm, first: number, last: number, depths: Int32Array): void {
  const [start = 0, end = 0] = [form.starts[first], form.ends[last]];
  depths[start] = (depths[start] ?? 0) + 1;
  depths[end] = (depths[end] ?? 0) - 1;
}

function masked(text: string, depths: Int32Array): string {
  let [result, depth, shownFrom] = ["", 0, 0];
  for (const [at, change] of depths.entries()) {
    if (change === 0) continue;
    if (depth === 0) result += `${text.slice(shownFrom, at)}${mask}`;
    depth += change;
    if (depth === 0) shownFrom = at;
  }
  return result + text.slice(shownFrom);
}

/** What a URL must not be known by: all of it, and the parts of its path and query that look like keys. */
export function urlSecrets(text: string): readonly string[] {
  const url = URL.parse(text);
  if (url === null) return [text];
  const parts = [...url.pathname.split("/"), ...url.searchParams.values(), url.username, url.password];
  const whole = [text, url.href, url.pathname + url.search, url.pathname];
  return [...whole, ...parts].flatMap((part) => [part, decoded(part)]);
}
