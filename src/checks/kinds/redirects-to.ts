import { shownUrl } from "../../base/secrets/shown-url.ts";
import type { ExpectationOf } from "../expectation.ts";
import type { Answer } from "../observation.ts";
import { quoted } from "../quoted.ts";
import { elsewhere, firstRedirection } from "../redirection.ts";
import { failed, passed, type Verdict } from "../verdict.ts";

/** Where the answer redirects to, or what was reached where redirects were followed, must be the URL given, once both are normalised. */
export function evaluateRedirectsTo(expect: ExpectationOf<"redirects-to">, seen: Answer): Verdict {
  if (seen.redirects.length > 0) return compare(expect.url, seen.url);
  if (seen.status < 300 || seen.status > 399) {
    return failed(
      "not-redirected",
      `expected a redirect to ${quoted(shownUrl(expect.url))}, saw status ${seen.status}`,
    );
  }
  const redirection = firstRedirection(seen);
  return redirection.kind === "nowhere" ? redirection.verdict : compare(expect.url, redirection.url.href);
}

function compare(expected: string, reached: string): Verdict {
  if (normal(expected) === normal(reached)) return passed(`redirects to ${quoted(shownUrl(reached))}`);
  return elsewhere(`expected a redirect to ${quoted(shownUrl(expected))}, saw ${quoted(shownUrl(reached))}`);
}

function normal(url: string): string {
  return URL.parse(url)?.href ?? url;
}
