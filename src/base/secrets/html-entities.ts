/** Names of ASCII punctuation in HTML (living standard, section 13.5), by character. */
const punctuation = `&amp <lt >gt "quot 'apos !excl #num $dollar %percnt (lpar )rpar *ast +plus ,comma .period /sol :colon
;semi =equals ?quest @commat [lsqb [lbrack \\bsol ]rsqb ]rbrack ^hat _lowbar \`grave {lcub {lbrace |verbar |vert }rcub }rbrace
…hellip`;

/** Names of the characters from U+00A0 to U+00FF, in order. Letters of either case share a name but for its case. */
const latin1 = `nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3
acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest agrave aacute acirc atilde auml aring aelig
ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml times oslash ugrave
uacute ucirc uuml yacute thorn szlig`;

const named: ReadonlyMap<string, string> = new Map([
  ...punctuation.split(/\s+/).map((each) => [each.slice(1), each.slice(0, 1)] as const),
  ...latin1.split(/\s+/).map((name, at) => [name, String.fromCharCode(0xa0 + at)] as const),
  ["divide", "÷"],
  ["yuml", "ÿ"],
  ["tab", "\t"],
  ["newline", "\n"],
]);

/** Characters between `&` and `;` at most, leading zeros of a number included. */
export const entityLengthMax = 12;

/** The character of an entity without its `&` and `;`, whatever the case of its letters; undefined for no entity. */
export function entityCharacter(body: string): string | undefined {
  const lower = body.toLowerCase();
  const [, hex, decimal] = /^#(?:x([0-9a-f]+)|([0-9]+))$/.exec(lower) ?? [];
  if (hex === undefined && decimal === undefined) return named.get(lower);
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
