import { shownUrl } from "../base/secrets/shown-url.ts";
import { headerValues } from "./header.ts";
import type { Answer } from "./observation.ts";
import { quoted } from "./quoted.ts";
import { failed, type Verdict } from "./verdict.ts";

/** Where the answer to the URL asked sends its client. */
export type Redirection =
  | { readonly kind: "to"; readonly url: URL }
  | { readonly kind: "nowhere"; readonly verdict: Verdict };

/**
 * The `Location` of an answer, resolved against the URL asked (RFC 9110 section 10.2.2); the first hop where redirects were
 * followed. Two that differ lead nowhere: clients disagree on which to take.
 */
export function firstRedirection(seen: Answer): Redirection {
  const [asked, second] = [...seen.redirects, seen.url];
  const sent = second === undefined ? [...new Set(headerValues(seen, "location"))] : [second];
  const [location] = sent;
  if (location === undefined) return nowhere(failed("not-redirected", `status ${seen.status} without a Location`));
  if (sent.length > 1)
    return nowhere(elsewhere(`expected one Location, saw ${sent.map((one) => quoted(shownUrl(one))).join(" and ")}`));
  const url = URL.parse(location, asked);
  return url === null ? nowhere(elsewhere(`Location ${quoted(shownUrl(location))} is not a URL`)) : { kind: "to", url };
}

/** The target redirects, but not to where it should. */
export function elsewhere(message: string): Verdict {
  return failed("redirects-elsewhere", message);
}

function nowhere(verdict: Verdict): Redirection {
  return { kind: "nowhere", verdict };
}
