import type { Report } from "../kinds/kind.ts";
import type { AlertOccasion, Subscription, Told } from "../notifications.ts";
import type { ContactWords } from "../words/contact-words.ts";
import type { Directory } from "./directory.ts";

const nobody: Told = { ok: [], unknown: [], warning: [], critical: [], noAgent: [] };
const usual = ["critical", "warning", "ok"] as const;

/** What contacts hear of by themselves. That there is no agent is about no website, so no pattern can hold it back. */
export function translateSubscriptions(
  contacts: ReadonlyMap<string, ContactWords>,
  { channels }: Directory,
  report: Report,
): readonly Subscription[] {
  return [...contacts].flatMap(([name, { match, severities }]): readonly Subscription[] => {
    const ids = channels.get(`contact:${name}`) ?? [];
    const heard = severities?.value ?? usual;
    const hearsOf = (occasions: readonly AlertOccasion[]): Told => ({
      ...nobody,
      ...Object.fromEntries(occasions.map((one) => [one, ids])),
    });
    const ofSites = heard.filter((one) => one !== "no_agent");
    if (match === undefined && severities !== undefined && ofSites.length > 0) {
      report.warning(severities.place, "severities is about the websites of match, which is missing here");
    }
    return [
      ...(match === undefined ? [] : [{ match, told: hearsOf(ofSites) }]),
      ...(heard.includes("no_agent") ? [{ match: {}, told: hearsOf(["noAgent"]) }] : []),
    ];
  });
}
