import { RE2JS, RE2JSSyntaxException } from "re2js";
import { cleanText } from "../base/clean-text.ts";
import { quoted } from "./quoted.ts";
import { undecided, type Verdict } from "./verdict.ts";

/** A farm's sites share a few dozen patterns; compiling one takes about 35 µs, so more than these may be compiled anew. */
const compiledMax = 256;
const compiled = new Map<string, Pattern>();

/** A regular expression in RE2 syntax, or why it is none. */
export type Pattern =
  | { readonly kind: "compiled"; readonly source: string; readonly expression: RE2JS }
  | { readonly kind: "invalid"; readonly verdict: Verdict };

/** Compiles a pattern, or remembers having done so. The configuration was checked, so an invalid one comes from another version. */
export function patternOf(source: string): Pattern {
  const known = compiled.get(source);
  const pattern = known ?? compile(source);
  compiled.delete(source);
  compiled.set(source, pattern);
  for (const oldest of compiled.keys()) {
    if (compiled.size <= compiledMax) break;
    compiled.delete(oldest);
  }
  return pattern;
}

/**
 * Whether the pattern is found anywhere in `text`, as Python's `re.search` without flags: `.` is not a newline, and `$`
 * stands also before a newline that ends the text, which RE2 alone would not see. Linear in the length of `text`: on
 * 1 MiB 7 to 40 ms for every ordinary pattern tried, 2.1 s for the worst, `(a|b)*a(a|b){100}X` on random letters.
 */
export function matches(pattern: Extract<Pattern, { kind: "compiled" }>, text: string): boolean {
  if (pattern.expression.test(text)) return true;
  return pattern.source.includes("$") && text.endsWith("\n") && pattern.expression.test(text.slice(0, -1));
}

/**
 * Whether the pattern is found in a text of which only `start` was read, however it goes on: the end of `start` is neither
 * the end of the text nor, as far as is known, of a word.
 */
export function matchesStart(pattern: Extract<Pattern, { kind: "compiled" }>, start: string): boolean {
  return ["a", "\u{f0000}"].every((next) => pattern.expression.test(start + next));
}

function compile(source: string): Pattern {
  try {
    return { kind: "compiled", source, expression: RE2JS.compile(source) };
  } catch (thrown) {
    if (!(thrown instanceof RE2JSSyntaxException)) throw thrown;
    const why = `the regular expression ${quoted(source)} is not valid: ${cleanText(thrown.message, 200)}`;
    return { kind: "invalid", verdict: undecided("probe-bug", why) };
  }
}
