import { plannedTurn, type Turn } from "../../checks/planned-turn.ts";
import type { ActiveSilence } from "../../checks/silence.ts";
import { indexBySite } from "../../checks/site-index.ts";
import type { NamedSite } from "../../config/running.ts";

/** Work on sites of a page, now or soon. */
export interface PlannedWork {
  readonly from: Date;
  readonly until: Date;
  /** The domains of the sites it is about. */
  readonly domains: readonly string[];
}

/** How far ahead work is told, in milliseconds. */
const aheadMs = 7 * 86_400_000;

/** Turns of planned work on some sites, the next to begin first, at most `limit`. Who planned it, and why, is not told. */
export function plannedWorkOn(
  sites: readonly NamedSite[],
  plans: readonly ActiveSilence[],
  at: { readonly nowMs: number; readonly limit: number },
): readonly PlannedWork[] {
  const due = plans.flatMap(({ match, window }) => {
    const turn = plannedTurn(window, at.nowMs, aheadMs);
    return turn === undefined ? [] : [{ match, turn }];
  });
  if (due.length === 0) return [];
  const turnsOf = indexBySite(due);
  const domainsOf = new Map<Turn, string[]>();
  for (const site of sites) {
    for (const { turn } of turnsOf(site)) {
      const domains = domainsOf.get(turn);
      if (domains === undefined) domainsOf.set(turn, [site.domain]);
      else domains.push(site.domain);
    }
  }
  return [...domainsOf]
    .map(([turn, domains]) => ({ from: new Date(turn.fromMs), until: new Date(turn.untilMs), domains }))
    .sort((a, b) => a.from.getTime() - b.from.getTime() || a.until.getTime() - b.until.getTime())
    .slice(0, at.limit);
}
