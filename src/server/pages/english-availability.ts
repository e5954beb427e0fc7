import type { AccountState, WrittenShare } from "../../checks/account.ts";
import type { Period } from "../../checks/period.ts";

const numbers = Array.from(
  { length: 6 },
  (_, digits) => new Intl.NumberFormat("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }),
);

/** The texts about availability in English. */
export const englishAvailability = {
  title: "Availability",
  percent: ({ percent, digits }: WrittenShare) => `${numbers[digits]?.format(percent) ?? percent} %`,
  none: "unknown",
  period: "Period",
  periods: { "24h": "24 hours", "7d": "7 days", "30d": "30 days", "1y": "1 year" } satisfies Record<Period, string>,
  short: { "24h": "24 h", "7d": "7 d", "30d": "30 d", "1y": "1 y" } satisfies Record<Period, string>,
  up: "Available",
  down: "Down for",
  states: {
    critical: "critical",
    warning: "warning",
    ok: "ok",
    maintenance: "maintenance",
    unknown: "unknown",
  } satisfies Record<AccountState, string>,
  unknown: "Unknown",
  maintenance: "Maintenance",
  ofSite: "that of its least available target",
  bars: {
    alternative: (bars: number, states: readonly string[]) => `${bars} bars, the oldest first: ${states.join(", ")}`,
    nothing: "nothing known",
    downFor: (duration: string) => `down for ${duration}`,
    unknownFor: (duration: string) => `unknown for ${duration}`,
    maintenanceFor: (duration: string) => `maintenance for ${duration}`,
  },
  times: {
    heading: "Response times",
    legend: "The line is the mean, the band reaches to the longest.",
    alternative: (meanMs: string, maxMs: string) => `Response times: mean ${meanMs} ms, longest ${maxMs} ms`,
    none: "No response time is known of this period.",
    ms: (ms: string) => `${ms} ms`,
  },
  table: {
    summary: "In numbers",
    caption: (period: string) => `Availability and response times, ${period}`,
    from: "From",
    mean: "Mean, ms",
    max: "Longest, ms",
  },
  rules: {
    summary: "How this is counted",
    list: [
      "A result stands from its scheduled time to that of the next one, and for three intervals at most. Nobody knows what was after that: it is unknown.",
      "Ok and warning are up: a certificate that ends soon is no outage. Critical is down.",
      "Availability is up divided by up and down. Unknown time and maintenance are left out of it, and shown beside it.",
      "What an agent said that was not believed, or that was its own fault, is unknown.",
      "Maintenance is what was declared as such, and the silences planned in the configuration, for the sites they are about.",
      "A target has no past: its time begins with its first result.",
      "A site is as available as its least available target.",
      "Days are UTC days and time is counted in whole seconds. A percentage is cut, not rounded: 100 % means that it was never seen down.",
      "Results of the last hour may still be on their way; those that come late are counted when they are there.",
    ],
  },
  download: {
    link: "Availability of all sites",
    heading: "Download",
    text: "One row a site, as CSV (RFC 4180, UTF-8), of whole UTC days that are over.",
    period: "Period",
    periods: { "7d": "7 days", "30d": "30 days", "90d": "90 days", "1y": "1 year" },
    search: "Part of the domain",
    label: "Label",
    labelHint: "name:value",
    button: "Download",
    columns: "Columns",
    columnTexts: {
      domain: "scheme, host and port of the site",
      labels: "name:value, separated by spaces",
      availability_percent: "of its least available target; empty when nothing is known",
      up_seconds: "ok or warning",
      down_seconds: "critical",
      unknown_seconds: "what nobody knows of",
      maintenance_seconds: "planned work",
      days: "days that are covered, the first of a new target in part",
    },
    safe: "A cell that a spreadsheet would take for a formula begins with an apostrophe.",
  },
};
