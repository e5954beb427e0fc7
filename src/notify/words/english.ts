import { formatDuration } from "../../base/duration.ts";
import { englishReasons } from "./english-reasons.ts";
import type { Unit, Words } from "./words.ts";

const whole = new Intl.NumberFormat("en");

/** Messages in English. */
export const englishWords: Words = {
  reasons: englishReasons,
  severities: { ok: "OK", unknown: "UNKNOWN", warning: "WARNING", critical: "CRITICAL" },
  heads: {
    opened: ({ severity, what, reason, since }) => `${severity}: ${what}: ${reason}${sinceThen(since)}`,
    escalated: ({ severity, what, reason, since }) => `Worse, now ${severity}: ${what}: ${reason}${sinceThen(since)}`,
    flapping: ({ what, reason }) => `Flapping: ${what}: ${reason}`,
    lasting: ({ severity, what, reason, lasted }) => `Still ${severity} after ${lasted}: ${what}: ${reason}`,
    recovered: ({ what, lasted }) => `Recovered: ${what} after ${lasted}`,
    passed: ({ severity, what, reason, lasted }) => `Over already: ${what}: ${severity} for ${lasted}: ${reason}`,
    removed: ({ what }) => `No longer watched: ${what}`,
    over: ({ what, lasted }) => `Over: ${what} after ${lasted}`,
  },
  duration: formatDuration,
  count,
  someOf: (failing, all, unit) => `${whole.format(failing)} of ${count(all, unit)}`,
  someOver: (counted) => `${counted}, some of them over`,
  sharing: {
    address: (counted, value) => `${counted} on ${value}`,
    issuer: (counted, value) => `${counted} with a certificate from ${value}`,
    reason: (counted) => counted,
    agents: (counted) => counted,
  },
  agent: (name) => `agent ${name}`,
  agents: "agents",
  noAgent: "none at work, sites are not being checked",
  ago: (duration) => `${duration} ago`,
  justNow: "just now",
  after: (duration) => `after ${duration}`,
  cause: (incidents, open) => `All of this cause: ${count(incidents, "targets")} so far, ${whole.format(open)} now.`,
  more: (more) => `and ${whole.format(more)} more`,
  moreCauses: (more) => `and ${whole.format(more)} more ${more === 1 ? "cause" : "causes"}`,
  view: "Look",
  labels: {
    url: "URL: ",
    reason: "Reason: ",
    found: "Found: ",
    check: "Check: ",
    since: "Since: ",
    until: "Until: ",
    agent: "Agent: ",
    definedAt: "Defined at: ",
    incident: "Incident: ",
    acknowledge: "Acknowledge: ",
    silence: "Silence for 2 h: ",
    home: "Overview: ",
  },
};

function count(many: number, unit: Unit): string {
  const noun = unit === "sites" ? "site" : "target";
  return `${whole.format(many)} ${many === 1 ? noun : unit}`;
}

function sinceThen(since: string | undefined): string {
  return since === undefined ? "" : ` since ${since}`;
}
