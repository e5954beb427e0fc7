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
  /** The first of them, as they were stored. */
  readonly problems: unknown;
  readonly problemCount: number;
}

/** An attempt with all its problems, as they were stored. */
export interface FullAttempt extends Omit<NewAttempt, "problems"> {
  readonly at: Date;
  readonly problems: unknown;
}

/** Problems that an attempt in a list has. */
const listedProblemsMax = 10;

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
      id, server, at, source, outcome, revision, jsonb_array_length(problems) as "problemCount",
      jsonb_path_query_array(problems, '$[0 to $last]', jsonb_build_object('last', ${listedProblemsMax - 1}::int))
        as problems,
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

/** One attempt with all its problems; undefined for no such attempt. */
export async function findAttempt(sql: Sql, id: number): Promise<FullAttempt | undefined> {
  const [row] = await sql<FullAttempt[]>`
    select server, at, source, outcome, revision, problems
    from config_attempt
    where id = ${id}::bigint`;
  return row;
}

/** The latest attempts of servers that live where they were not applied, newest first; at most `limit`. */
export async function listStandingRefusals(
  sql: Sql,
  { limit, aliveSeconds }: { readonly limit: number; readonly aliveSeconds: number },
): Promise<{ readonly server: string; readonly attemptId: number }[]> {
  return await sql<{ server: string; attemptId: number }[]>`
    select server.name as server, latest.id as "attemptId"
    from server
    cross join lateral (
      select id, outcome
      from config_attempt
      where config_attempt.server = server.name
      order by id desc
      limit 1
    ) latest
    where server.seen_at > now() - make_interval(secs => ${aliveSeconds})
      and latest.outcome <> 'applied'
    order by latest.id desc
    limit ${limit}`;
}
