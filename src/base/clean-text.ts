/**
 * C0 and C1 control characters that are not white space, NUL among them, and the invisible marks that change the
 * direction of what follows (Unicode Standard Annex 9, section 2).
 */
const hidden =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Whether `cleanText` takes a UTF-16 unit out. */
export function isHidden(unit: string): boolean {
  return unit.replace(hidden, "") === "";
}

const whitespace = /\s+/g;

/** Nearly every text is already clean, and finding that out costs a tenth of cleaning it. */
const plainLine = /^[!-~]+(?: [!-~]+)*$/;

/**
 * A text from outside made safe to store and show: one line, without control and bidi characters, lone surrogates
 * replaced by U+FFFD, in normal form NFC, cut at `charactersMax` code points, the last of which is then an ellipsis.
 */
export function cleanText(text: string, charactersMax: number): string {
  if (text.length <= charactersMax && plainLine.test(text)) return text;
  const safe = text
    .slice(0, unitsLookedAt(charactersMax))
    .toWellFormed()
    .replace(hidden, "")
    .replace(whitespace, " ")
    .normalize("NFC");
  return cut(safe, charactersMax);
}

/** A megabyte of body is not cleaned for the sake of the 500 characters that are kept. */
function unitsLookedAt(charactersMax: number): number {
  return charactersMax * 8 + 64;
}

function cut(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text;
  const characters = Array.from(text);
  if (characters.length <= charactersMax) return text;
  return charactersMax > 0 ? `${characters.slice(0, charactersMax - 1).join("")}…` : "";
}
