import type { Severity } from "../../base/severity.ts";
import type { Trouble } from "../published/trouble.ts";

const whole = new Intl.NumberFormat("en");

/** The texts that people without a login read, in English. */
export const englishPublished = {
  headline: (severity: Severity, sites: number, affected: number) => headline(severity, sites, affected),
  age: (age: string) => `The newest result is ${age} old.`,
  noResult: "No result has come in yet.",
  stale: (age: string) => `The newest result is ${age} old: what follows may no longer be true.`,
  troubles: {
    unreachable: "does not answer",
    certificate: "has a problem with its certificate",
    error: "answers with an error",
    content: "does not show what it should",
    slow: "is slow",
    unknown: "cannot be judged",
  } satisfies Record<Trouble, string>,
  sites: "Sites",
  now: "Wrong now",
  nothingNow: "Nothing is wrong now.",
  history: "Over since",
  noHistory: "Nothing was wrong lately.",
  works: "Planned maintenance",
  allSites: "all sites",
  moreSites: (count: number) => `and ${whole.format(count)} more`,
  moreShown: (count: number) =>
    `${whole.format(count)} more ${count === 1 ? "site" : "sites"}, none graver than those shown.`,
  unread: (count: number) =>
    count === 1 ? "1 more site is not looked at here." : `${whole.format(count)} more sites are not looked at here.`,
  noSites: "This page is about no site.",
  columns: { site: "Site", state: "State", what: "What", since: "Since", until: "Until", from: "From" },
  also: "Also as",
  forms: { json: "JSON", atom: "Atom feed", svg: "badge" },
  feedOf: (title: string) => `${title}: incidents`,
  over: (until: string) => `Over since ${until} UTC.`,
  since: (since: string) => `Since ${since} UTC.`,
  incidents: "Incidents",
};

function headline(severity: Severity, sites: number, affected: number): string {
  if (sites === 0) return "There is nothing to see";
  if (severity === "ok") return sites === 1 ? "The site works" : `All ${whole.format(sites)} sites work`;
  const some = `${whole.format(affected)} of ${whole.format(sites)} ${sites === 1 ? "site" : "sites"}`;
  if (severity === "critical") return `Outage: ${some} affected`;
  return severity === "warning" ? `Warning: ${some} affected` : `Unknown: ${some} cannot be judged`;
}
