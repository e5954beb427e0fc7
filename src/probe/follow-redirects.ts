import { cleanText } from "../base/clean-text.ts";
import type { CertificateChain, Observation } from "../checks/observation.ts";
import type { Fault } from "../net/fault.ts";
import { answered, failed, urlCharactersMax } from "./observed.ts";
import { type Hop, nextHop, redirectLocation } from "./redirect.ts";
import { type HostTools, type Visit, visitHost } from "./visit-host.ts";

const redirectsLimit = 5;

/** Probes the first URL and, as far as asked, those that redirects lead to; each hop passes the policy anew. */
export async function followRedirects(
  tools: HostTools,
  first: Hop,
  visit: Visit & { readonly redirectsMax: number },
): Promise<Observation> {
  const limit = Math.min(redirectsLimit, visit.redirectsMax);
  const redirects: string[] = [];
  const chains: CertificateChain[] = [];
  let hop = first;
  for (;;) {
    const { outcome, ...seen } = await visitHost(tools, hop, visit);
    const url = hop.url.href;
    if ("fault" in outcome) {
      const fault = redirects.length > 0 ? faultOfRedirect(outcome.fault) : outcome.fault;
      return failed({ ...seen, fault, chain: outcome.chain, url });
    }
    const location = limit > 0 ? redirectLocation(outcome.status, outcome.headers) : undefined;
    if (location === undefined) {
      return answered({ ...seen, reply: outcome, url, redirects, chains });
    }
    const next = redirects.length < limit ? nextHop(hop, outcome.status, location) : tooMany(limit);
    if ("reason" in next) return failed({ ...seen, fault: next, chain: undefined, url });
    redirects.push(cleanText(url, urlCharactersMax));
    if (outcome.chain !== undefined) chains.push(outcome.chain);
    hop = next;
  }
}

function tooMany(limit: number): Fault {
  return { reason: "too-many-redirects", message: `more than ${limit} redirects` };
}

/** An address that the target itself leads to is the target's doing, not the configuration's. */
function faultOfRedirect({ reason, message }: Fault): Fault {
  if (reason !== "address-refused") return { reason, message };
  return { reason: "redirect-refused", message: `a redirect leads to a refused address: ${message}` };
}
