import type { Config } from "./config.ts";
import type { Site } from "./site.ts";

/** What names a site, and what people have labelled it with. */
export type NamedSite = Pick<Site, "domain" | "labels">;

/**
 * What a server goes by once a configuration is applied. What there is to request then stands in the database: of 100,000
 * sites it would fill 450 MB, and every garbage collection would look through it.
 */
export interface RunningConfig extends Omit<Config, "sites"> {
  readonly sites: readonly NamedSite[];
  readonly targetCount: number;
}

/** What stays of a configuration. The names are copies: a piece of a text would keep the whole file. */
export function runningConfig(config: Config): RunningConfig {
  const named = config.sites.map(({ domain, labels }): NamedSite => ({ domain, labels }));
  return {
    ...config,
    sites: structuredClone(named),
    targetCount: config.sites.reduce((sum, { targets }) => sum + targets.length, 0),
  };
}
