import type { AttemptOutcome, AttemptSource, ConfigProblem } from "../contract/v1/configuration.ts";
import type { Sql } from "../db/pool.ts";

/** One time a server read its configuration, and what came of it. */
export interface NewAttempt {
  /** `host:process`. */
  readonly server: string;
  readonly source: AttemptSource;
  readonly outcome: AttemptOutcome;
  /** In force afterwards; null where it was not applied. */
  readonly revision: number | null;
  readonly problems: readonly ConfigProblem[];
}

export interface AttemptRow extends Omit<NewAttempt, "problems"> {
  readonly id: number;
  readonly at: Date;
  /** Whether that server runs now. */
  readonly alive: boolean;
  /** As it was stored. */
  readonly problems: unknown;
}

/** Attempts that are kept. */
const attemptsMax = 1000;

/** Records an attempt; the oldest beyond what is kept goes. */
export async function insertAttempt(sql: Sql, attempt: NewAttempt): Promise<void> {
  await sql`
    insert into config_attempt (server, source, outcome, revision, problems)
    values (
      ${attempt.server}, ${attempt.source}, ${attempt.outcome}, ${attempt.revision},
      ${JSON.stringify(attempt.problems)}::text::jsonb
    )`;
  await sql`
    delete from config_attempt
    where id <= (
      select id
      from config_attempt
      order by id desc
      offset ${attemptsMax}
      limit 1
    )`;
}

/** The latest attempts of all servers, newest first. */
export async function listAttempts(
  sql: Sql,
  { limit, aliveSeconds }: { readonly limit: number; readonly aliveSeconds: number },
): Promise<AttemptRow[]> {
  return await sql<AttemptRow[]>`
    select
      id, server, at, source, outcome, revision, problems,
      exists (
        select
        from server
        where name = config_attempt.server
          and seen_at > now() - make_interval(secs => ${aliveSeconds})
      ) as alive
    from config_attempt
    order by id desc
    limit ${limit}`;
}

/** Servers that live and whose latest attempt was not applied, by name; at most `limit`. */
export async function listServersWithoutReload(
  sql: Sql,
  { limit, aliveSeconds }: { readonly limit: number; readonly aliveSeconds: number },
): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select server.name
    from server
    cross join lateral (
      select outcome
      from config_attempt
      where config_attempt.server = server.name
      order by id desc
      limit 1
    ) latest
    where server.seen_at > now() - make_interval(secs => ${aliveSeconds})
      and latest.outcome <> 'applied'
    order by server.name
    limit ${limit}`;
  return rows.map((row) => row.name);
}
