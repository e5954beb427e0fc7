import type { Check } from "../../src/config/check.ts";
import type { Site } from "../../src/config/site.ts";
import { aSite } from "./site.ts";

/** So many sites of one target each: `https://site0.test` and on. */
export function manySites(
  count: number,
  overrides: { readonly checks?: readonly Check[]; readonly intervalMs?: number } = {},
): Site[] {
  return Array.from({ length: count }, (_, index) => aSite({ domain: `https://site${index}.test`, ...overrides }));
}

/** The same sites, their targets changed. */
export function withTargets(
  sites: readonly Site[],
  change: (target: Site["targets"][number]) => Site["targets"][number],
): Site[] {
  return sites.map((site) => ({ ...site, targets: site.targets.map(change) }));
}
