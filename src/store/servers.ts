import type { Sql } from "../db/pool.ts";

/** How long a server that stopped without a word is remembered, in seconds. */
const rememberedSeconds = 86_400;

/** Says that a server lives. */
export async function touchServer(
  sql: Sql,
  server: { readonly name: string; readonly version: string },
): Promise<void> {
  await sql`
    insert into server (name, version)
    values (${server.name}, ${server.version})
    on conflict (name) do update
    set version = excluded.version,
        seen_at = now()`;
}

/** Says that a server stops. */
export async function forgetServer(sql: Sql, name: string): Promise<void> {
  await sql`
    delete from server
    where name = ${name}`;
}

/** Forgets servers that were not heard of for a day: they were killed. */
export async function forgetGoneServers(sql: Sql): Promise<void> {
  await sql`
    with gone as materialized (
      select name
      from server
      where seen_at < now() - make_interval(secs => ${rememberedSeconds})
      order by name
      for update skip locked
    )
    delete from server
    using gone
    where server.name = gone.name`;
}
