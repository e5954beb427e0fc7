import type { Expectation, ExpirationThreshold } from "../check.ts";
import type { Report } from "../kinds/kind.ts";
import type { IpFamily, Method } from "../site.ts";
import type { CheckWords } from "../words/check-words.ts";
import type { PathWords, ProfileWords, WebsiteWords } from "../words/website-words.ts";
import type { Place } from "../yaml/source-file.ts";
import { plainUrl, type Request, requestOf } from "./requests.ts";
import type { Draft, NamelessCheck, SiteBuilder } from "./site-builder.ts";

/** How the targets of one website are scheduled. */
export type Rhythm = Pick<
  Draft,
  "intervalMs" | "recheckDelayMs" | "retryBeforeNotification" | "timeoutMs" | "redirectsMax"
>;

/** One domain whose paths are added to `builder`. */
export interface SiteContext {
  readonly builder: SiteBuilder;
  readonly domain: URL;
  readonly families: readonly IpFamily[];
  readonly rhythm: Rhythm;
  /** Those of the whole installation. */
  readonly thresholds: readonly ExpirationThreshold[];
  /** The website's entry. */
  readonly place: Place;
  readonly report: Report;
}

/** A path, or the bare "/" of a website that has its checks directly. */
type PathLike = Pick<PathWords, "path" | "method" | "timeout" | "follow_redirects" | "request_data"> & {
  readonly checks: readonly CheckWords[] | "usual";
  readonly place: Place;
};

/** Adds what the profile and the website say to check; the three usual checks when both say nothing. */
export function addPaths(context: SiteContext, sources: readonly (ProfileWords | WebsiteWords)[]): void {
  const says = sources.some(({ place }) => place.entries.some(({ key }) => key === "checks" || key === "paths"));
  if (!says) addPath(context, rootPath(context.place, "usual"));
  for (const { checks, paths, place } of sources) {
    if (checks !== undefined) addPath(context, rootPath(place, checks));
    for (const path of paths ?? []) addPath(context, path);
  }
}

function rootPath(place: Place, checks: PathLike["checks"]): PathLike {
  const silent = { timeout: undefined, follow_redirects: undefined, request_data: undefined };
  return { path: { value: "/", place, written: "/" }, method: "GET", ...silent, checks, place };
}

function addPath(context: SiteContext, path: PathLike): void {
  const { report, families, rhythm, builder } = context;
  const request = requestOf(context.domain, path, report);
  if (request === undefined) return;
  const timing: Rhythm = {
    ...rhythm,
    timeoutMs: path.timeout ?? rhythm.timeoutMs,
    redirectsMax: path.follow_redirects ?? rhythm.redirectsMax,
  };
  if (timing.timeoutMs > timing.intervalMs) {
    report.warning(path.place, "the timeout is longer than the frequency: a slow answer makes the next check late");
  }
  const checks = path.checks === "usual" ? usualChecks(request, context) : ruledChecks(path.checks, request, context);
  if (checks.own.length + checks.plain.size === 0) report.warning(path.place, "no checks here: this path is not asked");
  for (const family of families) {
    if (checks.own.length > 0) {
      builder.add({ ...request, method: path.method, family, ...timing }, checks.own, path.place);
    }
    for (const [url, plain] of checks.plain) {
      builder.add({ ...plainRequest(url, path.method), family, ...timing, redirectsMax: 0 }, plain, path.place);
    }
  }
}

interface SplitChecks {
  /** Those that judge the answer of the path itself. */
  readonly own: readonly NamelessCheck[];
  /** Those that judge the answer over plain http, by its URL. */
  readonly plain: ReadonlyMap<string, readonly NamelessCheck[]>;
}

function ruledChecks(words: readonly CheckWords[], request: Request, context: SiteContext): SplitChecks {
  const own: NamelessCheck[] = [];
  const plain = new Map<string, NamelessCheck[]>();
  for (const { rule, severity, place } of words) {
    if (rule.kind === "redirect") {
      const url = rule.url ?? plainUrl(request.url);
      plain.set(url, [...(plain.get(url) ?? []), { severity, expect: rule.expect }]);
      continue;
    }
    const expect = rule.kind === "expect" ? rule.expect : certificateExpectation(context);
    if (expect.kind === "ssl-certificate-expiration" && request.url.startsWith("http:")) {
      context.report.warning(place, "this URL is not https: there is no certificate to check");
    }
    own.push({ severity, expect });
  }
  return { own, plain };
}

/** An https site redirects from http, answers, and its certificate lasts; a site that is http on purpose answers. */
function usualChecks({ url }: Request, context: SiteContext): SplitChecks {
  const answers: NamelessCheck = { severity: "critical", expect: { kind: "status-is", status: 200 } };
  if (url.startsWith("http:")) return { own: [answers], plain: new Map() };
  const lasts: NamelessCheck = { severity: "critical", expect: certificateExpectation(context) };
  const redirects: NamelessCheck = {
    severity: "critical",
    expect: { kind: "http-to-https", statuses: [[300, 399]] },
  };
  return { own: [answers, lasts], plain: new Map([[plainUrl(url), [redirects]]]) };
}

function certificateExpectation({ thresholds }: SiteContext): Expectation {
  return { kind: "ssl-certificate-expiration", thresholds };
}

/** Nothing of `request_data` is sent unencrypted: it may hold passwords, and the redirect does not depend on it. */
function plainRequest(url: string, method: Method): Pick<Draft, "url" | "method" | "headers"> {
  return { url, method: method === "HEAD" ? "HEAD" : "GET", headers: {} };
}
