import { siteSearchText } from "../../base/search-text.ts";
import type { StoredSite, WantedSite } from "../../store/sites.ts";
import type { TargetKey } from "../../store/targets.ts";

/** What must change for the stored things to be the wanted ones. */
export interface Difference<Wanted, Stored> {
  readonly added: readonly Wanted[];
  readonly changed: readonly Wanted[];
  readonly removed: readonly Stored[];
}

/** Compares sites by domain; one that an older version made findable otherwise is changed. */
export function diffSites<Wanted extends WantedSite>(
  wanted: readonly Wanted[],
  stored: readonly StoredSite[],
): Difference<Wanted, StoredSite> {
  const same = (one: Wanted, there: StoredSite) =>
    one.definedAt === there.definedAt &&
    sameLabels(one.labels, there.labels) &&
    siteSearchText(one.domain, one.labels) === there.searchText;
  return difference({ wanted, stored, key: (one) => one.domain, same });
}

/** Compares targets by key and by the digest of what an agent is told and when. */
export function diffTargets<Wanted extends { readonly key: string; readonly specDigest: string }>(
  wanted: readonly Wanted[],
  stored: readonly TargetKey[],
): Difference<Wanted, TargetKey> {
  const same = (one: Wanted, there: TargetKey) => one.specDigest === there.specDigest;
  return difference<Wanted, TargetKey>({ wanted, stored, key: (one) => one.key, same });
}

function difference<Wanted, Stored>(sides: {
  readonly wanted: readonly Wanted[];
  readonly stored: readonly Stored[];
  readonly key: (one: Wanted | Stored) => string;
  readonly same: (one: Wanted, there: Stored) => boolean;
}): Difference<Wanted, Stored> {
  const stored = new Map(sides.stored.map((one) => [sides.key(one), one]));
  const added: Wanted[] = [];
  const changed: Wanted[] = [];
  for (const one of sides.wanted) {
    const there = stored.get(sides.key(one));
    if (there === undefined) added.push(one);
    else if (!sides.same(one, there)) changed.push(one);
    stored.delete(sides.key(one));
  }
  return { added, changed, removed: [...stored.values()] };
}

function sameLabels(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}
