import type { Sql } from "../db/pool.ts";

/** What names a target to a person, as an incident keeps it. */
export interface TargetName {
  readonly targetId: number;
  readonly domain: string;
  readonly url: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `file:line`. */
  readonly definedAt: string;
}

/** The names of some targets. */
export async function listTargetNames(sql: Sql, targetIds: readonly number[]): Promise<TargetName[]> {
  return await sql<TargetName[]>`
    select
      target.id as "targetId", site.domain, target.url, site.labels, target.defined_at as "definedAt"
    from target
    join site on site.id = target.site_id
    where target.id = any(${[...targetIds]}::int[])`;
}
