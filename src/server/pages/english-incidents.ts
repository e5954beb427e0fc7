import { formatDuration } from "../../base/duration.ts";
import type { EventKind } from "../../checks/event-kind.ts";
import type { FlappingRule } from "../../config/notifications.ts";
import type { CauseRow } from "../../store/open-causes.ts";

const whole = new Intl.NumberFormat("en");

/** The texts about incidents and their causes in English. */
export const englishIncidents = {
  title: "Incidents",
  headline: (open: number, countedMax: number) => headline(open, countedMax),
  one: (id: number) => `Incident ${id}`,
  all: "All incidents",
  agent: (name: string) => `Agent ${name}`,
  agents: "Agents",
  cause: {
    heading: "Cause",
    caption: "What incidents share",
    what: causeWords,
    since: "since",
    domains: (domains: readonly string[], more: number) =>
      more > 0 ? `${domains.join(", ")} and ${whole.format(more)} more` : domains.join(", "),
    more: (shown: number) => `Only the ${shown} largest are shown.`,
    history: (incidents: number, open: number) =>
      `${whole.format(incidents)} ${incidents === 1 ? "incident" : "incidents"} so far, ${whole.format(open)} open.`,
    others: "Other incidents of this cause",
    alone: "No other incident has this cause.",
    all: "All incidents of this cause",
    gone: "There is no such cause.",
  },
  open: "Open, worst first",
  others: "Other open incidents, worst first",
  closed: "Ended last",
  noneClosed: "None has ended yet.",
  noneMatches: "No incident matches.",
  scanned: (rows: number) => `A search looks through the ${whole.format(rows)} that ended last.`,
  more: "More",
  state: { label: "State", all: "open and ended", open: "open", closed: "ended" },
  severity: "Severity",
  columns: { incident: "Incident", wrong: "What is wrong", was: "What was wrong", lasts: "Lasts", lasted: "Lasted" },
  worst: "Worst",
  now: "Now",
  ended: "Ended",
  opened: "Since",
  lasts: "Lasts",
  lasted: "Lasted",
  flapping: "flapping",
  flaps: flappingWords,
  flapped: ({ changes, withinMs }: FlappingRule) =>
    `It flapped: it changed between ok and not ok ${changes} times or more within ${formatDuration(withinMs)}.`,
  changes: "Latest changes between ok and not ok:",
  acknowledged: (by: string) => `acknowledged by ${by}`,
  somebody: "somebody",
  notAcknowledged: "Nobody has acknowledged it. The link in a message does, or, with a token of service.api_tokens:",
  acknowledgedTerm: "Acknowledged",
  site: "Site",
  check: "Check",
  seenBy: "Seen by",
  target: "Target",
  gone: "It left the configuration.",
  events: {
    caption: "What happened",
    latest: (shown: number) => `Only the latest ${shown} are shown.`,
    what: "Event",
    by: "By",
    kinds: {
      opened: "opened",
      escalated: "became worse",
      eased: "eased",
      flapping: "found to flap",
      reopened: "opened again",
      acknowledged: "acknowledged",
      reminded: "reminded of",
      recovered: "recovered",
      removed: "left the configuration",
    } satisfies Record<EventKind, string>,
  },
  evidence: {
    failure: "Seen at the first failure",
    recovery: "Seen at the recovery",
    noFailure: "Nothing is kept of it any more.",
    noAgent: "This is about agents: there is nothing to be seen of a site.",
    notYet: "It has not recovered yet.",
    noRecovery: "Nothing was kept of it.",
  },
  messages: {
    caption: "Who was told",
    none: "No message tells of it.",
    told: "Told",
    latest: (shown: number) => `Only the latest ${shown} are shown.`,
  },
  note: (severity: string) => `Open incident, ${severity}:`,
};

function headline(open: number, countedMax: number): string {
  if (open === 0) return "No incident is open";
  if (open >= countedMax) return `${whole.format(countedMax)} or more open incidents`;
  return open === 1 ? "1 open incident" : `${whole.format(open)} open incidents`;
}

/** How much is affected and what it shares, without why: `412 sites on 192.0.2.7`. */
function causeWords({ kind, value, sites, openIncidents, incidents }: CauseRow): string {
  const targets = openIncidents === 0 ? incidents : openIncidents;
  const counted = openIncidents === 0 || sites === null ? count(targets, "target") : count(sites, "site");
  switch (kind) {
    case "address":
      return `${counted} on ${value}`;
    case "issuer":
      return `${counted} with a certificate from ${value}`;
    case "reason":
      return counted;
    case "agents":
      return value === "" ? "Agents" : `Agent ${value}`;
    default:
      return kind satisfies never;
  }
}

function count(many: number, noun: string): string {
  return `${whole.format(many)} ${noun}${many === 1 ? "" : "s"}`;
}

function flappingWords({ changes, withinMs }: FlappingRule, worst: string): string {
  const within = formatDuration(withinMs);
  return `Flapping: it changed between ok and not ok ${changes} times or more within ${within}, so it counts as its worst, ${worst}, until it was steady for ${within}.`;
}
