import { isIP } from "node:net";
import type { ExpirationThreshold } from "../check.ts";
import { certificatesFile } from "../kinds/certificates-file.ts";
import { list, listOrOne, mapOf } from "../kinds/collection-kinds.ts";
import { checked, type Kind, placed } from "../kinds/kind.ts";
import { byteSize, integer, oneOf, text } from "../kinds/scalar-kinds.ts";
import { defaulted, optional, type Section, section, subsection } from "../kinds/section.ts";
import { filledText } from "../kinds/text-kinds.ts";
import { token, tokensFile } from "../kinds/token-kinds.ts";
import { familiesWanted, type PrivateNetwork, privateNetworks } from "../probe-settings.ts";
import { contacts } from "./contact-words.ts";
import { general } from "./general-words.ts";
import { longTime } from "./limits.ts";
import { metrics } from "./metrics-words.ts";
import { notifications } from "./notification-words.ts";
import { routes } from "./route-words.ts";
import { silences } from "./silence-words.ts";
import { statusPages } from "./status-page-words.ts";
import { thresholds } from "./thresholds.ts";
import { profiles, websites } from "./website-words.ts";

const mebibyte = 1024 * 1024;
const day = 86_400_000;

const service = section({
  secrets: optional(
    list(token),
    "Tokens that agents may show; each speaks for up to 50 agents. At least 8 characters, better 20.",
  ),
  secrets_file: optional(tokensFile, "A file with one token a line."),
  api_tokens: optional(
    list(token),
    "Tokens of programs that may do all that an administrator does through the API; at least 8 characters, better 20.",
  ),
  api_tokens_file: optional(tokensFile, "A file with one token a line."),
});

const defaultThresholds: readonly ExpirationThreshold[] = [
  { remaining: { kind: "time", ms: day }, severity: "critical" },
  { remaining: { kind: "time", ms: 5 * day }, severity: "warning" },
];

const ssl = section({
  thresholds: defaulted(thresholds, defaultThresholds, {
    written: "1d: critical, 5d: warning",
    doc: "How much of a certificate's life must remain: a time, or a share of it such as 33%.",
  }),
});

const recurringTasks = section({
  max_results_age: optional(placed(longTime), "The original's name for retention.results."),
  max_lock_seconds: defaulted(atLeast(61, 100), 100, {
    written: "100",
    doc: "Read for the original's sake: a lease lasts its target's timeout and 15 s.",
  }),
  time_without_agent: defaulted(atLeast(1, 5), 5, {
    written: "5",
    doc: "Minutes without any agent after which no_agent is told.",
  }),
});

const retention = section({
  results: optional(placed(longTime), "How long each single result is kept. Default: 7d."),
  hourly: defaulted(longTime, 90 * day, { written: "90d", doc: "How long hourly summaries are kept." }),
  daily: defaulted(longTime, 3 * 365 * day, { written: "3y", doc: "How long daily summaries are kept." }),
  incidents: defaulted(longTime, 3 * 365 * day, {
    written: "3y",
    doc: "How long incidents, changes of checks and what was seen at them are kept.",
  }),
});

const defaultNetworks: readonly PrivateNetwork[] = ["private"];
const hostPattern = /^(?:\*\.)?[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?\.?$/i;
const address = checked(text, (value, written) => (isIP(value) > 0 ? undefined : `${written()} is not an IP address`));

const probe = section({
  user_agent: defaulted(
    checked(text, (value) =>
      /^[\x20-\x7e]{0,200}$/.test(value) ? undefined : "at most 200 printable ASCII characters",
    ),
    "",
    { written: "nothing", doc: "Added to the User-Agent after a dash." },
  ),
  max_body: defaulted(byteSize({ minBytes: 1024, maxBytes: 64 * mebibyte }), mebibyte, {
    written: "1MiB",
    doc: "How much of a body is read, and the most it may inflate to.",
  }),
  allow_networks: defaulted(list(oneOf(privateNetworks)), defaultNetworks, {
    written: "[private]",
    doc: "Networks that may be probed beside public addresses: loopback, private, link-local (with the metadata services of clouds, wherever they are).",
  }),
  families: defaulted(oneOf(familiesWanted), "both", {
    written: "both",
    doc: "Whether a website with addresses of IPv4 and of IPv6 must take connections over both (else a warning), or over any. Judged by agents that have both.",
  }),
  per_address: defaulted(integer({ min: 1, max: 10_000 }), 16, {
    written: "16",
    doc: "Probes in flight to one address at once.",
  }),
  resolve: optional(
    mapOf(address, (host) => (hostPattern.test(host) ? undefined : `${JSON.stringify(host)} is not a host name`)),
    "IP addresses to use instead of DNS, by host name or *.suffix.",
  ),
  ca_file: optional(certificatesFile, "PEM certificates trusted beside the system's."),
});

/** The keys of `argos.yaml`. */
export const mainFile = section({
  include: optional(
    listOrOne(placed(filledText)),
    "Files whose websites, profiles, contacts, routes, silences and status_pages are added; may hold * and **.",
  ),
  general: subsection(general, "What holds for the whole installation."),
  notifications: subsection(notifications, "How messages are grouped, bounded and repeated."),
  service: subsection(service, "What agents, and programs that use the API, must know to be let in."),
  ssl: subsection(ssl, "Certificates."),
  recurring_tasks: subsection(recurringTasks, "Duties of the server."),
  retention: subsection(retention, "How long things are kept."),
  probe: subsection(probe, "How agents probe."),
  websites: optional(websites, "The sites to watch."),
  profiles: optional(profiles, "What several websites share, by name."),
  contacts: optional(contacts, "Who else is told, by name."),
  routes: optional(
    routes,
    "Who is told of which websites, where it is not as in general.alerts; the first that matches decides.",
  ),
  silences: optional(silences, "When nobody is told of which websites."),
  status_pages: optional(statusPages, "Pages about some websites for people without a login, by name."),
  metrics: subsection(metrics, "What Prometheus is told beside the sums."),
});

/** The keys of a file that `include` names. */
export const includedFile = section({
  include: mainFile.fields.include,
  profiles: mainFile.fields.profiles,
  websites: mainFile.fields.websites,
  contacts: mainFile.fields.contacts,
  routes: mainFile.fields.routes,
  silences: mainFile.fields.silences,
  status_pages: mainFile.fields.status_pages,
});

export type MainWords = Section<typeof mainFile.fields>;
export type IncludedWords = Section<typeof includedFile.fields>;

/** A count that the original replaced by its default, silently, when it was under `min`. */
function atLeast(min: number, replacement: number): Kind<number> {
  const any = integer({ min: 0, max: 1_000_000 });
  return {
    ...any,
    parse(node, report) {
      const value = any.parse(node, report);
      if (value === undefined || value >= min) return value;
      report.warning(node, `${value} is under ${min}: ${replacement} is used instead, as in the original`);
      return replacement;
    },
  };
}
