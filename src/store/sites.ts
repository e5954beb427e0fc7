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

/** Every stored site. For applying a configuration only: it reads the whole table. */
export async function listSiteKeys(sql: Sql): Promise<SiteKey[]> {
  return await sql<SiteKey[]>`
    select id, domain, labels, defined_at as "definedAt"
    from site`;
}

/** Inserts sites, or changes those whose domain is there; returns each one's id by its domain. */
export async function upsertSites(sql: Sql, sites: readonly WantedSite[]): Promise<Map<string, number>> {
  const rows = await sql<{ id: number; domain: string }[]>`
    insert into site (domain, labels, defined_at)
    select domain, labels, defined_at
    from json_to_recordset(${JSON.stringify(
      sites.map((one) => ({ domain: one.domain, labels: one.labels, defined_at: one.definedAt })),
    )}::text::json) as row (domain text, labels jsonb, defined_at text)
    on conflict (domain) do update
    set labels = excluded.labels,
        defined_at = excluded.defined_at
    returning id, domain`;
  return new Map(rows.map((row) => [row.domain, row.id]));
}

/** Removes sites with all their targets. */
export async function deleteSites(sql: Sql, ids: readonly number[]): Promise<void> {
  await sql`
    delete from site
    where id = any(${[...ids]}::int[])`;
}
