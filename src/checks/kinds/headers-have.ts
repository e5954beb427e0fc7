import { cleanText } from "../../base/clean-text.ts";
import { shownResponseHeader } from "../../base/secrets/shown-header.ts";
import type { ExpectationOf } from "../expectation.ts";
import { judgeHeaders } from "../header.ts";
import type { Answer } from "../observation.ts";
import { quoted } from "../quoted.ts";
import { failed, type Verdict } from "../verdict.ts";

/** Characters of a header's value that a probe keeps. */
const valueCharactersMax = 1000;

/** Every header named must have exactly the value given, as far as a probe keeps it. */
export function evaluateHeadersHave(expect: ExpectationOf<"headers-have">, seen: Answer): Verdict {
  return judgeHeaders(expect.values, seen, (name, wanted, value) => {
    if (value === cleanText(wanted, valueCharactersMax)) return undefined;
    return failed(
      "header-differs",
      `header ${name}: expected ${quoted(shownResponseHeader(name, wanted))}, saw ${quoted(shownResponseHeader(name, value))}`,
    );
  });
}
