import type { Severity } from "../../base/severity.ts";
import type { Reason } from "../../checks/reason.ts";
import { englishReasons } from "../../notify/words/english-reasons.ts";
import { englishAccess } from "./english-access.ts";
import { englishAvailability } from "./english-availability.ts";
import { englishCertificates } from "./english-certificates.ts";
import { englishDoing } from "./english-doing.ts";
import { englishFrame } from "./english-frame.ts";
import { englishIncidents } from "./english-incidents.ts";
import { englishNotifications } from "./english-notifications.ts";
import { englishOpenId } from "./english-openid.ts";
import { englishPublished } from "./english-published.ts";
import { englishSites } from "./english-sites.ts";

const whole = new Intl.NumberFormat("en");

/** Reasons that need more than their words. */
const explained: Readonly<Partial<Record<Reason, string>>> = {
  "no-data":
    "No result came in for three intervals, so nobody knows how it is: it is never shown as ok. What was settled before still stands.",
  "agent-isolated":
    "The agent could not reach what is known to be there, failed by its own fault, or took work and did hardly any: what it says of sites does not count.",
  "no-agent": "No agent that can be believed was heard of, so nothing is checked.",
  quarantined: "An agent ended three times while it looked, so it is set aside for a while.",
};

/** Every text of the pages in English. Another language is another object of this shape. */
export const english = {
  language: "en",
  name: "Argos",
  number: (value: number) => whole.format(value),
  severities: { ok: "ok", unknown: "unknown", warning: "warning", critical: "critical" } satisfies Record<
    Severity,
    string
  >,
  reasons: englishReasons,
  explained,
  frame: englishFrame,
  doing: englishDoing,
  certificates: englishCertificates,
  siteList: englishSites,
  openid: englishOpenId,
  published: englishPublished,
  availability: englishAvailability,
  incidents: englishIncidents,
  notifications: englishNotifications,
  access: englishAccess,
  skip: "Skip to the content",
  navigation: "Main",
  nav: {
    summary: "Summary",
    sites: "Sites",
    incidents: "Incidents",
    certificates: "Certificates",
    notifications: "Notifications",
    ...englishDoing.nav,
    api: "API",
  },
  headline: (counts: Readonly<Record<Severity, number>>) => headline(counts),
  counts: "Checks by severity",
  siteCounts: "Sites by their worst check",
  age: {
    none: "No result has come in yet.",
    fresh: (age: string) => `The newest result is ${age} old.`,
    stale: (age: string) => `Stale: the newest result is ${age} old. What follows may no longer be true.`,
  },
  worst: {
    caption: "Checks, worst first",
    more: (shown: number, all: number) => `The ${shown} worst of ${whole.format(all)} checks that are not ok.`,
    none: "Nothing is wrong.",
  },
  work: {
    heading: "Work",
    due: "Targets waiting",
    oldest: "Longest wait",
    results: "Newest result",
    agents: "Agents",
    agentsSeen: (seen: number, all: number) => `${seen} of ${all} seen in the last 30 s`,
    none: "none",
  },
  agents: {
    caption: "Agents",
    name: "Agent",
    version: "Version",
    seen: "Last seen",
    up: "Running for",
    isolated: "isolated",
    believed: "believed",
    isolatedHint: "Its results are kept and move nothing; its work goes to others.",
    state: "State",
  },
  ago: (duration: string) => `${duration} ago`,
  now: "just now",
  columns: {
    severity: "Severity",
    site: "Site",
    check: "Check",
    wrong: "What is wrong",
    since: "Since",
    checks: "Checks",
    notOk: "Not ok",
    message: "Message",
    slot: "Scheduled",
    reason: "Reason",
    status: "Status",
    total: "Total, ms",
    dns: "DNS, ms",
    tls: "TLS, ms",
    firstByte: "First byte, ms",
    late: "Late, ms",
    bytes: "Bytes",
    missed: "Missed",
    agent: "Agent",
    at: "When",
    change: "Change",
  },
  sites: {
    title: "Sites",
    search: "Search",
    searchHint: "part of the domain",
    severity: "Worst check",
    any: "any",
    submit: "Show",
    none: "No site matches.",
    caption: (rows: number) => `${rows} ${rows === 1 ? "site" : "sites"} on this page, by domain`,
    next: "Next page",
    first: "First page",
    pages: "Pages",
  },
  site: {
    defined: "Defined at",
    labels: "Labels",
    targets: "Targets",
    checked: "Last checked",
    took: "Took",
    by: "By",
    never: "not yet",
    every: "Every",
    cut: (shown: number) => `Only the first ${shown} targets are shown.`,
  },
  target: {
    site: "Site",
    family: "IP family",
    families: { any: "any", 4: "IPv4", 6: "IPv6" },
    timeout: "Time limit",
    recheck: "Checked again after a failure",
    checks: "Checks",
    results: "Latest results",
    older: "Older results",
    newest: "Newest results",
    noResults: "No result yet.",
    transitions: "What changed",
    noTransitions: "Nothing has changed yet.",
    reproduce: "Try it yourself",
    secrets: "Values that may be secret are written as ***.",
  },
  evidence: {
    heading: "What was seen at the latest change",
    none: "Nothing was kept yet: evidence is stored when a check changes.",
    address: "Address",
    redirects: "Redirected from",
    timings: "Timings",
    times: { dns: "DNS", tls: "TLS", firstByte: "first byte", total: "total" },
    headers: "Headers",
    header: "Header",
    value: "Value",
    chain: "Certificates, as sent",
    subject: "Subject",
    issuer: "Issuer",
    validity: "Valid",
    until: (from: string, to: string) => `${from} to ${to}`,
    body: "Start of the body",
    bytes: (bytes: number) => `${whole.format(bytes)} bytes in all`,
  },
  empty: {
    noSites: "No site is watched yet.",
    addSites: "Write some into the configuration file, then let the server read it again with a SIGHUP or a restart:",
    validate: "tells about mistakes before that.",
    noAgent: "No agent has called yet, so nothing is checked.",
    startAgent: "Start one beside the server, or elsewhere with a token that argos token create --scope agent prints:",
  },
  act: {
    address: "Address",
    knows: "Acknowledged by",
    more: "More about the incident",
    acknowledge: {
      title: "Acknowledge the incident",
      text: "This says that somebody takes care. Reminders stop; that it is over will still be told.",
      button: "Acknowledge",
      done: "Acknowledged: no more reminders of this incident.",
      already: "This incident was acknowledged already. Nothing was changed.",
      over: "This incident is over: there is nothing left to acknowledge.",
    },
    silence: {
      title: "Silence the site for 2 hours",
      text: "No messages about any incident of this site for 2 hours. It is checked all the same.",
      button: "Silence for 2 hours",
      done: (until: string) => `Silenced: no messages about this site until ${until}.`,
      tooMany: "Nothing was changed: there are too many silences already. End some first.",
      noSite: "This incident is not about a site: there is nothing to silence.",
    },
  },
  errors: {
    wrongLinkTitle: "This link does not work",
    wrongLink: "It is not complete, or it was made for something else. Follow the link in the message once more.",
    expiredLinkTitle: "This link is too old",
    expiredLink: "Links in messages work for 48 hours. Nothing was changed.",
    noIncident: "There is no such incident any more. Nothing was changed.",
    notFoundTitle: "Not found",
    notFound: "There is no such page. It may have left the configuration.",
    badCursor: "This link does not belong to this list. Start from its first page.",
    refusedTitle: "Request refused",
    refused:
      "This page does not take this request: its method is another one, it is malformed or too large, or too many came.",
    failedTitle: "Something failed",
    failed: "This is a fault of the server; its log says more.",
    databaseTitle: "The database does not answer",
    database: "Nothing can be shown until it does. Checks go on when it is back. Try again in a moment.",
  },
};

/** The texts of one language. */
export type Words = typeof english;

function headline(counts: Readonly<Record<Severity, number>>): string {
  const all = counts.ok + counts.unknown + counts.warning + counts.critical;
  const of = `of ${whole.format(all)} ${all === 1 ? "check" : "checks"}`;
  if (counts.critical > 0) return `${whole.format(counts.critical)} critical ${of}`;
  if (counts.warning > 0) return `Nothing critical, ${whole.format(counts.warning)} warning ${of}`;
  if (counts.unknown > 0) return `Nothing wrong, ${whole.format(counts.unknown)} unknown ${of}`;
  return all === 1 ? "The only check is ok" : `All ${whole.format(all)} checks are ok`;
}
