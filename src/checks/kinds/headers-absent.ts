import { shownResponseHeader } from "../../base/secrets/shown-header.ts";
import type { ExpectationOf } from "../expectation.ts";
import { headerValue } from "../header.ts";
import type { Answer } from "../observation.ts";
import { quoted } from "../quoted.ts";
import { failed, firstUnmet, type Verdict } from "../verdict.ts";

/** No header named may be there, be it empty. */
export function evaluateHeadersAbsent(expect: ExpectationOf<"headers-absent">, seen: Answer): Verdict {
  return firstUnmet(
    expect.names,
    (name) => {
      const value = headerValue(seen, name);
      if (value === undefined) return undefined;
      return failed("header-present", `expected no header ${name}, saw ${quoted(shownResponseHeader(name, value))}`);
    },
    `headers absent: ${expect.names.join(", ")}`,
  );
}
