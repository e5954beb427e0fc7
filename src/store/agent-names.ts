import type { Sql } from "../db/pool.ts";

/** How the database names what an agent was let in by. */
export interface CredentialKey {
  readonly kind: "token" | "secret" | "local";
  /** The id of a token, the slow digest of a secret, empty for the agents of servers. */
  readonly credential: string;
}

/** Use is written at most so often, in seconds. */
const usedEverySeconds = 60;

/** How long the agent of a server keeps its name after it was last seen, in seconds: longer than its use goes unwritten. */
const localSeconds = 180;

/** What became of the use of a name: the first of a name that was chosen for a token is `first`. */
export type NameUse = "known" | "first" | "unknown";

/** Notes that a credential speaks as a name; "unknown", and nothing is noted, where it never did. */
export async function noteNameUse(tx: Sql, { kind, credential }: CredentialKey, name: string): Promise<NameUse> {
  const [row] = await tx<{ first: boolean; fresh: boolean }[]>`
    select
      seen_at is null as first,
      coalesce(seen_at > now() - make_interval(secs => ${usedEverySeconds}), false) as fresh
    from agent_name
    where kind = ${kind}
      and credential = ${credential}
      and name = ${name}`;
  if (row === undefined) return "unknown";
  if (!row.fresh) {
    await tx`
      update agent_name
      set seen_at = now()
      where kind = ${kind}
        and credential = ${credential}
        and name = ${name}`;
  }
  return row.first ? "first" : "known";
}

/** Lets only one at a time bind names; waits for the others until their end. */
export async function lockAgentNames(tx: Sql): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended('argos agent names', 0))`;
}

/** Every name that a credential speaks as, the one heard of longest ago first. */
export async function listAgentNames(sql: Sql, { kind, credential }: CredentialKey): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select name
    from agent_name
    where kind = ${kind}
      and credential = ${credential}
    order by seen_at nulls first, name`;
  return rows.map((row) => row.name);
}

/** Whether a name was chosen for tokens that may be used, or a server's own agent goes by it: then nobody else may. */
export async function isNameReserved(sql: Sql, name: string): Promise<boolean> {
  const [row] = await sql<{ reserved: boolean }[]>`
    select exists (
      select
      from agent_name
      left join api_token on kind = 'token' and api_token.id = credential
      where agent_name.name = ${name}
        and (
          (kind = 'local' and seen_at > now() - make_interval(secs => ${localSeconds}))
          or (
            chosen
            and kind = 'token'
            and revoked_at is null
            and (expires_at is null or expires_at > now())
          )
        )
    ) as reserved`;
  return row?.reserved ?? false;
}

/** Lets a credential speak as a name. One that was chosen for a token is not used yet. */
export async function bindName(
  sql: Sql,
  { kind, credential }: CredentialKey,
  { name, origin }: { readonly name: string; readonly origin: "chosen" | "used" },
): Promise<void> {
  await sql`
    insert into agent_name (kind, credential, name, chosen, seen_at)
    values (${kind}, ${credential}, ${name}, ${origin === "chosen"}, case when ${origin === "used"} then now() end)
    on conflict (kind, credential, name) do nothing`;
}

/** Takes a name from all that were not given it at their creation: its own token is in use now. */
export async function endSharedUse(sql: Sql, name: string): Promise<void> {
  await sql`
    delete from agent_name
    where name = ${name}
      and not chosen
      and kind <> 'local'`;
}

/**
 * Takes from a credential the name that it used longest ago, if that is over `idleMs`; undefined when there is none. Names
 * of isolated agents stay: another name would make them believed again.
 */
export async function dropIdleName(
  tx: Sql,
  { kind, credential }: CredentialKey,
  idleMs: number,
): Promise<string | undefined> {
  const [row] = await tx<{ name: string }[]>`
    delete from agent_name
    where (kind, credential, name) in (
      select kind, credential, name
      from agent_name
      where kind = ${kind}
        and credential = ${credential}
        and not chosen
        and seen_at < now() - make_interval(secs => ${idleMs / 1000})
        and not exists (select from agent where agent.name = agent_name.name and isolated_at is not null)
      order by seen_at
      limit 1
    )
    returning name`;
  return row?.name;
}

/** Forgets names that secrets and servers' own agents did not use for `ageMs`; tokens keep theirs. Returns how many. */
export async function deleteOldNames(sql: Sql, ageMs: number): Promise<number> {
  const deleted = await sql`
    delete from agent_name
    where kind <> 'token'
      and seen_at < now() - make_interval(secs => ${ageMs / 1000})`;
  return deleted.count;
}
