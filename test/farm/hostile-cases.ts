import { type Reason, reasons } from "../../src/checks/reason.ts";
import type { CertificateFarm } from "./certificate-farm.ts";
import { type CertificateKind, certificateKinds } from "./certificates.ts";
import { behaviourNames } from "./hostile-behaviours.ts";
import type { HostileFarm } from "./hostile-farm.ts";
import { type Gist, gists } from "./hostile-gists.ts";

/** The timeout of targets that never answer to the end. */
const hangingTimeoutMs = 2000;

/** One target that is wrong in a known way. */
export interface HostileCase {
  /** The URL of its target. */
  readonly url: string;
  readonly gist: Gist;
  /** Its entry of `websites`. */
  readonly yaml: string;
}

const certificateGists: Readonly<Record<CertificateKind, Gist>> = {
  good: "200 text",
  expired: "certificate-expired",
  "not-yet-valid": "certificate-not-yet-valid",
  "wrong-host": "certificate-wrong-host",
  "self-signed": "certificate-self-signed",
  "unknown-issuer": "certificate-unknown-issuer",
  "incomplete-chain": "certificate-incomplete-chain",
  "weak-key": "certificate-weak",
  "weak-signature": "certificate-weak",
  "hostile-texts": "200 text",
};

/** Redirects that are followed, up to five: where they lead, and what becomes of it. */
const followed = [
  ["redirect-loop", "", "too-many-redirects"],
  ["redirect-growing", "", "too-many-redirects"],
  ["redirect-thousand", "", "too-many-redirects"],
  ["redirect-nowhere", "", "301 text"],
  ["redirect", "?file%3A%2F%2F%2Fetc%2Fpasswd", "redirect-refused"],
  ["redirect", "?javascript%3Aalert(1)", "redirect-refused"],
  ["redirect", "?http%3A%2F%2F169.254.169.254%2F", "redirect-refused"],
  ["redirect", "?%2F%2F%5B%3A%3A1", "redirect-refused"],
] as const;

/** `count` targets that go round all behaviours, all kinds of certificates and all redirects worth following. */
export function hostileCases(hostile: HostileFarm, certificates: CertificateFarm, count: number): HostileCase[] {
  const kinds = [
    ...behaviourNames.map((name) => ({ base: hostile.url(name, "/"), query: "", follow: 0, gist: gists[name] })),
    ...certificateKinds.map((kind) => ({
      base: `${certificates.origin(kind)}/`,
      query: "",
      follow: 0,
      gist: certificateGists[kind],
    })),
    ...followed.map(([name, query, gist]) => ({ base: hostile.url(name, "/9"), query, follow: 5, gist })),
  ];
  if (count < kinds.length) throw new RangeError(`${count} targets do not go round ${kinds.length} kinds`);
  const rounds = Array.from({ length: Math.ceil(count / kinds.length) }, (_, round) => round);
  return rounds
    .flatMap((round) => kinds.map(({ base, query, ...kind }) => ({ ...kind, url: `${base}${round}${query}` })))
    .slice(0, count)
    .map(({ url, gist, follow }) => ({ url, gist, yaml: siteYaml(url, follow, gist) }));
}

/** Only what never ends by itself has a short timeout: on a busy machine others would sometimes be late, and said to time out. */
function siteYaml(url: string, follow: number, gist: Gist): string {
  const timeout = gist === "timeout" ? `\n        timeout: ${hangingTimeoutMs / 1000}s` : "";
  const { origin, pathname, search } = new URL(url);
  const expiration = origin.startsWith("https") ? "\n          - ssl-certificate-expiration: on-check" : "";
  return `  - domain: "${origin}"
    paths:
      - path: "${pathname}${search}"
        follow_redirects: ${follow}${timeout}
        checks:
          - status-is: 200
          - body-contains: a needle
          - headers-contain: x-needle${expiration}`;
}

/** What a check of such a target must say, by the check's key. */
export function expectedReason(gist: Gist, check: string): Reason {
  const reason = reasons.find((one) => one === gist);
  if (reason) return reason;
  if (check === "status-is") return gist.startsWith("200 ") ? "passed" : "wrong-status";
  if (check === "headers-contain") return "header-missing";
  if (check !== "body-contains") return "passed";
  if (gist.endsWith(" text")) return "text-missing";
  return gist.endsWith(" too-long") ? "body-too-long" : "body-undecodable";
}
