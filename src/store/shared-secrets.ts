import type { Sql } from "../db/pool.ts";

/** The secret of that name, the same for every server of the database; `proposed` becomes it when there is none yet. */
export async function ensureSharedSecret(
  sql: Sql,
  { name, proposed }: { readonly name: string; readonly proposed: Uint8Array },
): Promise<Uint8Array> {
  const found = await findSharedSecret(sql, name);
  if (found !== undefined) return found;
  await sql`
    insert into shared_secret (name, value)
    values (${name}, ${Buffer.from(proposed)})
    on conflict (name) do nothing`;
  const kept = await findSharedSecret(sql, name);
  if (kept === undefined) throw new Error(`the shared secret ${name} is gone as soon as it was made`);
  return kept;
}

/** The secret of that name; undefined when nobody has made it. */
export async function findSharedSecret(sql: Sql, name: string): Promise<Uint8Array | undefined> {
  const [row] = await sql<{ value: Uint8Array }[]>`
    select value
    from shared_secret
    where name = ${name}`;
  return row?.value;
}

/** Forgets a secret. */
export async function deleteSharedSecret(sql: Sql, name: string): Promise<void> {
  await sql`
    delete from shared_secret
    where name = ${name}`;
}
