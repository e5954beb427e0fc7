import { siteSearchText } from "../base/search-text.ts";
import type { Sql } from "../db/pool.ts";

/** A site as the configuration wants it. */
export interface WantedSite {
  readonly domain: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly definedAt: string;
}

export interface SiteKey extends WantedSite {
  readonly id: number;
}

/** A site as it is stored, with what it is found by: empty or of another make where an older version stored it. */
export interface StoredSite extends SiteKey {
  readonly searchText: string;
}

/** Every stored site. For applying a configuration only: it reads the whole table. */
export async function listSiteKeys(sql: Sql): Promise<StoredSite[]> {
  return await sql<StoredSite[]>`
    select id, domain, labels, defined_at as "definedAt", search_text as "searchText"
    from site`;
}

/** Inserts sites, or changes those whose domain is there; returns each one's id by its domain. */
export async function upsertSites(sql: Sql, sites: readonly WantedSite[]): Promise<Map<string, number>> {
  const rows = await sql<{ id: number; domain: string }[]>`
    insert into site (domain, labels, defined_at, search_text)
    select domain, labels, defined_at, search_text
    from json_to_recordset(${JSON.stringify(
      sites.map(({ domain, labels, definedAt }) => ({
        domain,
        labels,
        defined_at: definedAt,
        search_text: siteSearchText(domain, labels),
      })),
    )}::text::json) as row (domain text, labels jsonb, defined_at text, search_text text)
    on conflict (domain) do update
    set labels = excluded.labels,
        defined_at = excluded.defined_at,
        search_text = excluded.search_text
    returning id, domain`;
  return new Map(rows.map((row) => [row.domain, row.id]));
}

/** Removes sites with all their targets. */
export async function deleteSites(sql: Sql, ids: readonly number[]): Promise<void> {
  await sql`
    delete from site
    where id = any(${[...ids]}::int[])`;
}
