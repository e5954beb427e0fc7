import { shownUrl } from "../../base/secrets/shown-url.ts";
import type { ExpectationOf } from "../expectation.ts";
import type { Answer } from "../observation.ts";
import { quoted } from "../quoted.ts";
import { elsewhere, firstRedirection } from "../redirection.ts";
import { failed, passed, type Verdict } from "../verdict.ts";

/**
 * The answer must redirect to https on the same host, or on the one given, whatever the port. Where redirects were
 * followed the first hop is judged by where it led alone, since its status is not kept.
 */
export function evaluateHttpToHttps(expect: ExpectationOf<"http-to-https">, seen: Answer): Verdict {
  const met =
    seen.redirects.length > 0 || expect.statuses.some(([from, to]) => from <= seen.status && seen.status <= to);
  if (!met) return failed("not-redirected", `expected a redirect to https, saw status ${seen.status}`);
  const redirection = firstRedirection(seen);
  if (redirection.kind === "nowhere") return redirection.verdict;
  const { url } = redirection;
  const host = hostnameOf(expect.host === undefined ? (seen.redirects[0] ?? seen.url) : `https://${expect.host}/`);
  if (url.protocol === "https:" && url.hostname === host) return passed(`redirects to ${quoted(shownUrl(url.href))}`);
  return elsewhere(`expected a redirect to https on ${quoted(host)}, saw ${quoted(shownUrl(url.href))}`);
}

/** The host in the form URLs are compared in: lower case, Punycode. */
function hostnameOf(url: string): string {
  return URL.parse(url)?.hostname ?? "";
}
