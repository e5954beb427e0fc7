import type { Logger } from "../base/log.ts";
import type { Config } from "../config/config.ts";
import type { Database } from "../db/connect.ts";
import { type Applied, applyConfiguration } from "../server/config/apply.ts";

/** Applies a configuration and logs what it changed. */
export async function applyAndSay(
  db: Database,
  what: { readonly config: Config; readonly allowShrink: boolean; readonly log: Logger },
): Promise<Applied> {
  const { sites, probe } = what.config;
  const applied = await applyConfiguration(db, { sites, probe, allowShrink: what.allowShrink });
  what.log.info("configuration in force", { sites: sites.length, ...applied });
  return applied;
}
