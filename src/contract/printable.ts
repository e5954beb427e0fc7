import { type TString, Type } from "@sinclair/typebox";

/**
 * One visible character, by UTF-16 units so that it reads the same with and without the flag `u`. Left out are control
 * characters, line ends, every space but U+0020, marks that change the direction or show nothing (Unicode Standard Annex 9
 * and UTS 39), unpaired surrogates, U+FFFD for what was no UTF-8, non-characters, and the planes of tags and private use.
 */
const visible =
  "(?:[^\\u0000-\\u0020\\u007f-\\u00a0\\u00ad\\u034f\\u061c\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200f" +
  "\\u2028-\\u202f\\u205f-\\u206f\\u2800\\u3000\\u3164\\ud800-\\udfff\\ufdd0-\\ufdef\\ufeff\\uffa0\\ufff0-\\uffff]" +
  "|[\\ud800-\\udb3f][\\udc00-\\udfff])";

/** Words of visible characters with one space between them, so that two such texts that differ also look different. */
const printablePattern = `^${visible}+(?: ${visible}+)*$`;

/** A text of one line without anything hidden in it, of one character at least; `what` names it in refusals. */
export function printable({ what, maxLength }: { readonly what: string; readonly maxLength: number }): TString {
  const description = `${what}, in visible characters with single spaces between words`;
  return Type.String({ minLength: 1, maxLength, pattern: printablePattern, description });
}
