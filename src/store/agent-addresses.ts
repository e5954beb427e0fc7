import type { Sql } from "../db/pool.ts";
import type { CredentialKey } from "./agent-names.ts";

/** Addresses remembered of one credential; the one seen longest ago is forgotten first. */
const rememberedMax = 100;

/** New addresses of one credential in an hour, of which anything is said: a flood of them says nothing more. */
const newInAnHourMax = 50;

/**
 * Notes where a credential was shown from: true for an address that is not remembered of it. Beyond so many new ones in an
 * hour it is false, and they are not remembered, so that they are told of later if they go on.
 */
export async function noteAgentAddress(
  tx: Sql,
  { kind, credential }: CredentialKey,
  address: string,
): Promise<boolean> {
  const [row] = await tx<{ added: boolean }[]>`
    insert into agent_address (kind, credential, address)
    select ${kind}, ${credential}, ${address}
    where (
      select count(*)
      from agent_address
      where kind = ${kind}
        and credential = ${credential}
        and address <> ${address}
        and first_seen_at > now() - interval '1 hour'
    ) < ${newInAnHourMax}
      or exists (
        select from agent_address
        where kind = ${kind}
          and credential = ${credential}
          and address = ${address}
      )
    on conflict (kind, credential, address) do update set seen_at = now()
    returning xmax = 0 as added`;
  if (!row?.added) return false;
  await tx`
    delete from agent_address
    where (kind, credential, address) in (
      select kind, credential, address
      from agent_address
      where kind = ${kind}
        and credential = ${credential}
      order by seen_at desc, address
      offset ${rememberedMax}
    )`;
  return true;
}

/** Forgets addresses that were not seen for `ageMs`; returns how many. */
export async function deleteOldAddresses(sql: Sql, ageMs: number): Promise<number> {
  const deleted = await sql`
    delete from agent_address
    where seen_at < now() - make_interval(secs => ${ageMs / 1000})`;
  return deleted.count;
}
