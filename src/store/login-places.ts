import type { Sql } from "../db/pool.ts";

/** Places remembered of one name; the one used longest ago is forgotten first. */
const rememberedMax = 20;

/** How long a login makes a place known, in days. */
const ageDays = 90;

/** A name at an address, both by their SHA-256. */
export interface LoginPlace {
  readonly nameKey: Uint8Array;
  readonly addressKey: Uint8Array;
}

/** Whether a name has logged in there within 90 days. */
export async function isKnownPlace(sql: Sql, { nameKey, addressKey }: LoginPlace): Promise<boolean> {
  const [row] = await sql<{ known: boolean }[]>`
    select exists (
      select from login_place
      where name_key = ${Buffer.from(nameKey)}
        and address_key = ${Buffer.from(addressKey)}
        and seen_at > now() - make_interval(days => ${ageDays})
    ) as known`;
  return row?.known ?? false;
}

/** Notes that a name has logged in there. */
export async function rememberPlace(tx: Sql, { nameKey, addressKey }: LoginPlace): Promise<void> {
  const name = Buffer.from(nameKey);
  await tx`
    insert into login_place (name_key, address_key)
    values (${name}, ${Buffer.from(addressKey)})
    on conflict (name_key, address_key) do update set seen_at = now()`;
  await tx`
    delete from login_place
    where name_key = ${name}
      and address_key in (
        select address_key
        from login_place
        where name_key = ${name}
        order by seen_at desc, address_key
        offset ${rememberedMax}
      )`;
}

/** Forgets from where a name has logged in. */
export async function forgetPlaces(sql: Sql, nameKey: Uint8Array): Promise<void> {
  await sql`
    delete from login_place
    where name_key = ${Buffer.from(nameKey)}`;
}

/** Forgets places that are not known any more, at most `rowsMax`; returns how many. */
export async function deleteOldPlaces(sql: Sql, rowsMax: number): Promise<number> {
  const deleted = await sql`
    delete from login_place
    where (name_key, address_key) in (
      select name_key, address_key
      from login_place
      where seen_at < now() - make_interval(days => ${ageDays})
      order by seen_at
      limit ${rowsMax}
    )`;
  return deleted.count;
}
