import type { TargetSpec } from "../contract/lease.ts";
import type { Sql } from "../db/pool.ts";

/** A target of a site, without what an agent is told. */
export interface TargetRow {
  readonly id: number;
  readonly siteId: number;
  readonly method: string;
  readonly url: string;
  /** 4 or 6 where a family is forced; 0 for whichever answers. */
  readonly family: number;
  readonly intervalSeconds: number;
  readonly recheckSeconds: number | null;
  readonly retryBeforeNotification: number;
  /** `file:line` of the path in the configuration. */
  readonly definedAt: string;
}

/** A target with its site. `spec` holds secrets: it is for the words of a page, never for the API. */
export interface TargetWithSpec extends TargetRow {
  readonly domain: string;
  readonly spec: TargetSpec;
}

/** The targets of a site, through `target_site`; more than `limit` are cut. */
export async function listTargets(sql: Sql, siteId: number, limit: number): Promise<TargetRow[]> {
  return await sql<TargetRow[]>`
    select
      id, site_id as "siteId", method, url, family, interval_seconds as "intervalSeconds",
      recheck_seconds as "recheckSeconds", retry_before_notification as "retryBeforeNotification",
      defined_at as "definedAt"
    from target
    where site_id = ${siteId}
    order by id
    limit ${limit}`;
}

/** A target; undefined for an id that is not there. */
export async function findTarget(sql: Sql, id: number): Promise<TargetWithSpec | undefined> {
  const [row] = await sql<TargetWithSpec[]>`
    select
      target.id, target.site_id as "siteId", target.method, target.url, target.family,
      target.interval_seconds as "intervalSeconds", target.recheck_seconds as "recheckSeconds",
      target.retry_before_notification as "retryBeforeNotification", target.defined_at as "definedAt",
      target.spec, site.domain
    from target
    join site on site.id = target.site_id
    where target.id = ${id}`;
  return row;
}

/** The ids of the targets of a site, through `target_site`; more than `limit` are cut. */
export async function listTargetIds(sql: Sql, siteId: number, limit: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id
    from target
    where site_id = ${siteId}
    order by id
    limit ${limit}`;
  return rows.map((row) => row.id);
}
