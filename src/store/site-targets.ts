import type { Sql } from "../db/pool.ts";
import type { SiteKey } from "./sites.ts";

/** A piece of all sites by domain, through `site_domain_unique`. */
export async function listSitesAfter(
  sql: Sql,
  page: { readonly afterDomain: string; readonly limit: number },
): Promise<Omit<SiteKey, "definedAt">[]> {
  return await sql<Omit<SiteKey, "definedAt">[]>`
    select id, domain, labels
    from site
    where domain > ${page.afterDomain}
    order by domain
    limit ${page.limit}`;
}

/** The targets of some sites, through `target_site`. */
export async function listTargetsOfSites(
  sql: Sql,
  siteIds: readonly number[],
): Promise<{ readonly siteId: number; readonly targetId: number }[]> {
  return await sql<{ siteId: number; targetId: number }[]>`
    select site_id as "siteId", id as "targetId"
    from target
    where site_id = any(${[...siteIds]}::int[])
    order by id`;
}
