import type { Sql } from "../db/pool.ts";

/**
 * Locks the rows that say how sites stand, until the transaction ends: those of some domains and of some targets. Who
 * changes checks of many sites a statement after the other takes these locks first, in the order of ids, as each such
 * statement does: so no two wait for each other.
 */
export async function lockSitesWorst(
  sql: Sql,
  { domains, targetIds }: { readonly domains: readonly string[]; readonly targetIds: readonly number[] },
): Promise<void> {
  await sql`
    select
    from site_worst
    where site_id = any(array(
      select id from site where domain = any(${[...domains]}::text[])
      union
      select site_id from target where id = any(${[...targetIds]}::int[])
    ))
    order by site_id
    for update`;
}
