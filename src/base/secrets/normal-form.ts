import { isHidden } from "../clean-text.ts";
import { entityCharacter, entityLengthMax } from "./html-entities.ts";

/** A text in which different spellings look the same, with the place in the original of each of its UTF-16 units. */
export interface NormalForm {
  readonly text: string;
  /** Where the spelling of a unit starts in the original, and where it ends, exclusive. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** One UTF-16 unit, or a byte over 0x7f of percent encoding that is not yet a character. */
interface Unit {
  readonly text: string;
  readonly byte?: number;
  readonly start: number;
  readonly end: number;
}

/** The text without regard to case, and without what `cleanText` takes out; escapes stay. */
export function foldedForm(text: string): NormalForm {
  return built(unitsOf(text).filter((unit) => !isHidden(unit.text)));
}

/**
 * The text with every escape undone, however deep: percent encoding, `\uXXXX` and backslashes of JSON, HTML entities,
 * `+` of a form. Case and runs of white space do not count. The time is linear: each unit is put on a stack, whose top is
 * reduced while it ends in an escape, and an escape has a greatest length.
 */
export function normalForm(text: string): NormalForm {
  const stack: Unit[] = [];
  for (const unit of unitsOf(text)) {
    push(stack, unit);
    while (reduce(stack));
  }
  return built(withoutNoise(stack));
}

function unitsOf(text: string): Unit[] {
  return text
    .toWellFormed()
    .split("")
    .map((unit, at) => ({ text: unit, start: at, end: at + 1 }));
}

function push(stack: Unit[], unit: Unit): void {
  if (!isHidden(unit.text)) stack.push(unit);
}

/** Replaces the escape that the stack ends in by what it stands for; false without one. */
function reduce(stack: Unit[]): boolean {
  const top = stack.at(-1);
  if (top === undefined) return false;
  if (top.byte !== undefined) return reduceBytes(stack);
  if (top.text === ";") return reduceEntity(stack);
  return /[0-9a-f]/i.test(top.text) && reduceHex(stack);
}

function reduceHex(stack: Unit[]): boolean {
  const percent = /^%([0-9a-f]{2})$/i.exec(topOf(stack, 3));
  if (percent?.[1] !== undefined) return replaceByByte(stack, Number.parseInt(percent[1], 16));
  // not \x of JavaScript: no encoder of JSON writes it, and it reads into a secret that holds a backslash
  const unicode = /^\\u([0-9a-f]{4})$/i.exec(topOf(stack, 6))?.[1];
  return unicode !== undefined && replace(stack, 6, String.fromCharCode(Number.parseInt(unicode, 16)));
}

function reduceEntity(stack: Unit[]): boolean {
  const text = topOf(stack, entityLengthMax + 2);
  const start = text.lastIndexOf("&");
  const character = start === -1 ? undefined : entityCharacter(text.slice(start + 1, -1));
  return character !== undefined && replace(stack, text.length - start, character);
}

function replaceByByte(stack: Unit[], byte: number): boolean {
  if (byte < 0x80) return replace(stack, 3, String.fromCharCode(byte));
  const { start, end } = spanOf(stack.splice(-3));
  stack.push({ text: String.fromCharCode(byte), byte, start, end });
  return true;
}

/** Joins bytes of UTF-8. Those that never make a character are left as Latin-1. */
function reduceBytes(stack: Unit[]): boolean {
  for (let count = 2; count <= 4; count++) {
    const bytes = stack.slice(-count).map(({ byte }) => byte);
    const known = bytes.filter((byte) => byte !== undefined);
    if (known.length < count) return false;
    const character = utf8.decode(Uint8Array.from(known));
    if (!character.includes("\ufffd") && Array.from(character).length === 1) return replace(stack, count, character);
  }
  return false;
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Up to `count` units at the top of the stack as text; a byte is no part of an escape. */
function topOf(stack: readonly Unit[], count: number): string {
  return stack
    .slice(-count)
    .map(({ text, byte }) => (byte === undefined ? text : "\ufffd"))
    .join("");
}

function replace(stack: Unit[], count: number, character: string): true {
  const span = spanOf(stack.splice(-count));
  for (const text of character.toWellFormed() === character ? character.split("") : [character]) {
    push(stack, { text, ...span });
  }
  return true;
}

function spanOf(units: readonly Unit[]): { readonly start: number; readonly end: number } {
  return { start: units[0]?.start ?? 0, end: units.at(-1)?.end ?? 0 };
}

/** Backslashes are dropped, since an escaped one is two; white space, and the `+` that stands for it, is one space. */
function withoutNoise(units: readonly Unit[]): Unit[] {
  const kept: Unit[] = [];
  for (const unit of units) {
    if (unit.text === "\\") continue;
    const isSpace = unit.byte === undefined && /[\s+]/.test(unit.text);
    if (!isSpace) kept.push(unit);
    else if (kept.at(-1)?.text !== " ") kept.push({ ...unit, text: " " });
  }
  return kept;
}

function built(units: readonly Unit[]): NormalForm {
  const folded = units.flatMap(({ text, start, end }) =>
    withoutCase(text)
      .split("")
      .map((unit) => ({ unit, start, end })),
  );
  return {
    text: folded.map(({ unit }) => unit).join(""),
    starts: folded.map(({ start }) => start),
    ends: folded.map(({ end }) => end),
  };
}

/** One form for both cases of a letter, and for a letter with its accent written as one or as two (NFD). */
function withoutCase(unit: string): string {
  if (unit <= "\u007f") return unit.toLowerCase();
  return unit.normalize("NFD").toUpperCase().toLowerCase().normalize("NFD");
}
