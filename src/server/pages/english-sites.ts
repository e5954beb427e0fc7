const whole = new Intl.NumberFormat("en");

/** Texts of the list of sites in English. */
export const englishSites = {
  searchHint: "domain or label, in any order",
  severities: { "not-ok": "not ok" },
  label: "Label",
  labelHint: "name:value",
  reason: "Reason",
  sort: "Order",
  orders: { name: "by name", worst: "worst first" },
  matches: (count: number, isExact: boolean) => matches(count, isExact),
  caption: { name: "Sites by name", worst: "Sites, worst first" },
  none: {
    title: "No site matches",
    end: "No further site matches.",
    cutShort: "None of the sites looked at so far matches. The list goes on.",
    badLabel: "A label is written as name:value, exactly as in the configuration.",
    widen: "Look wider:",
    without: {
      search: (words: string) => `without “${words}”`,
      severity: (severity: string) => `with any severity, not only ${severity}`,
      label: (label: string) => `without the label ${label}`,
      reason: (reason: string) => `for any reason, not only “${reason}”`,
    },
    all: "all sites",
  },
};

function matches(count: number, isExact: boolean): string {
  if (isExact) return count === 1 ? "1 site" : `${whole.format(count)} sites`;
  return count === 0 ? "" : `more than ${whole.format(count)} sites`;
}
