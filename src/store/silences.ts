import type { ActiveSilence } from "../checks/silence.ts";
import type { Sql } from "../db/pool.ts";

export type SilenceKind = "silence" | "maintenance";

/** A silence by a person or a script. Its window ends early when somebody ended it. */
export interface StoredSilence extends ActiveSilence {
  readonly id: number;
  readonly kind: SilenceKind;
  readonly window: { readonly kind: "once"; readonly fromMs: number; readonly untilMs: number };
  readonly comment: string;
  readonly createdBy: string;
  readonly createdAt: Date;
  /** Null when it ended by itself, or lasts. */
  readonly endedBy: string | null;
}

/** A silence to begin, by the clock of the database. */
export interface NewSilence {
  readonly kind: SilenceKind;
  readonly match: ActiveSilence["match"];
  /** Milliseconds since 1970 UTC; now where it is left out or over. */
  readonly fromMs?: number | undefined;
  readonly forMs: number;
  readonly comment: string;
  readonly by: string;
}

/** Active silences at most: every message that waits is matched against each. */
export const activeSilencesMax = 1000;

/** Maintenance of one range that is looked at: a script that declares some for each site of a large farm reaches it. */
const rangeMaintenanceMax = 10_000;

/** Lets one transaction at a time write silences; the lock ends with the transaction. */
export async function lockSilences(tx: Sql): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtext('argos silences'))`;
}

/** Begins a silence; undefined when there are `activeSilencesMax` already. Exact under `lockSilences`. */
export async function insertSilence(tx: Sql, silence: NewSilence): Promise<StoredSilence | undefined> {
  const { kind, match, forMs, comment, by } = silence;
  const fromSeconds = silence.fromMs === undefined ? null : silence.fromMs / 1000;
  const [row] = await tx<SilenceRecord[]>`
    insert into silence (kind, match, comment, created_by, starts_at, ends_at)
    select
      ${kind}, ${JSON.stringify(match)}::text::jsonb, ${comment}, ${by},
      begun.at, begun.at + make_interval(secs => ${forMs / 1000})
    from (select greatest(now(), to_timestamp(${fromSeconds}::double precision)) as at) begun
    where (select count(*) from silence where ends_at > now()) < ${activeSilencesMax}
    returning ${columns(tx)}`;
  return row && storedSilence(row);
}

/**
 * Lets the silences of that kind and match that hold last `forMs` from now, unless they last longer anyway; returns the one
 * that lasts longest, undefined when none holds. Who made them stays. One that began while this transaction waited for its
 * turn holds too, so the clock is asked anew.
 */
export async function extendSilences(
  tx: Sql,
  wanted: Pick<NewSilence, "kind" | "match" | "forMs">,
): Promise<StoredSilence | undefined> {
  const { kind, match, forMs } = wanted;
  const rows = await tx<SilenceRecord[]>`
    with held as materialized (
      select id
      from silence
      where ends_at > now()
        and starts_at <= clock_timestamp()
        and kind = ${kind}
        and match = ${JSON.stringify(match)}::text::jsonb
      order by id
      for update
    )
    update silence
    set ends_at = greatest(silence.ends_at, now() + make_interval(secs => ${forMs / 1000}))
    from held
    where silence.id = held.id
    returning ${columns(tx)}`;
  return rows.map(storedSilence).reduce<StoredSilence | undefined>(longer, undefined);
}

/**
 * Ends a silence now and returns it; one that is over already stays as it is, one that is still to come never holds.
 * Undefined for an id that is not there.
 */
export async function endSilence(
  sql: Sql,
  end: { readonly id: number; readonly by: string },
): Promise<StoredSilence | undefined> {
  const [row] = await sql<SilenceRecord[]>`
    update silence
    set ended_by = case when ends_at > now() then ${end.by} else ended_by end,
        starts_at = least(starts_at, now()),
        ends_at = least(ends_at, now())
    where id = ${end.id}::bigint
    returning ${columns(sql)}`;
  return row && storedSilence(row);
}

/** Ends every active silence of that kind and match, and returns what it ended, oldest first. */
export async function endSilences(
  tx: Sql,
  end: { readonly kind: SilenceKind; readonly match: ActiveSilence["match"]; readonly by: string },
): Promise<StoredSilence[]> {
  const rows = await tx<SilenceRecord[]>`
    with held as materialized (
      select id
      from silence
      where ends_at > now()
        and kind = ${end.kind}
        and match = ${JSON.stringify(end.match)}::text::jsonb
      order by id
      for update
    )
    update silence
    set ended_by = ${end.by},
        starts_at = least(starts_at, now()),
        ends_at = now()
    from held
    where silence.id = held.id
    returning ${columns(tx)}`;
  return rows.map(storedSilence).sort((a, b) => a.id - b.id);
}

/** Silences that are not over, newest first: at most `activeSilencesMax`. */
export async function listActiveSilences(sql: Sql): Promise<StoredSilence[]> {
  return await listSilences(sql, { activeOnly: true, limit: activeSilencesMax });
}

/** Maintenance that held at any time of the last hours, at most `rangeMaintenanceMax` of it, the latest to end first. */
export async function listRecentMaintenance(sql: Sql, hours: number): Promise<StoredSilence[]> {
  const rows = await sql<SilenceRecord[]>`
    select ${columns(sql)}
    from silence
    where ends_at > now() - make_interval(hours => ${hours}::int)
      and starts_at < now()
      and kind = 'maintenance'
    order by ends_at desc
    limit ${rangeMaintenanceMax}`;
  return rows.map(storedSilence);
}

/** Maintenance that held at any time of a range, at most `rangeMaintenanceMax` of it, the latest to end first. */
export async function listMaintenance(
  sql: Sql,
  range: { readonly startAt: Date; readonly endAt: Date },
): Promise<StoredSilence[]> {
  const rows = await sql<SilenceRecord[]>`
    select ${columns(sql)}
    from silence
    where ends_at > ${range.startAt}
      and starts_at < ${range.endAt}
      and kind = 'maintenance'
    order by ends_at desc
    limit ${rangeMaintenanceMax}`;
  return rows.map(storedSilence);
}

/** How a silence stands. */
export type SilenceState = "active" | "coming" | "over";

/** One page of the silences that stand so, newest first; `afterId` ends the page before. */
export async function listSilencesThat(
  sql: Sql,
  page: { readonly state: SilenceState; readonly afterId: number | undefined; readonly limit: number },
): Promise<StoredSilence[]> {
  const stands = {
    active: sql`ends_at > now() and starts_at <= now()`,
    coming: sql`ends_at > now() and starts_at > now()`,
    over: sql`ends_at <= now()`,
  }[page.state];
  const rows = await sql<SilenceRecord[]>`
    select ${columns(sql)}
    from silence
    where ${stands}
      ${page.afterId === undefined ? sql`` : sql`and id < ${page.afterId}::bigint`}
    order by id desc
    limit ${page.limit}`;
  return rows.map(storedSilence);
}

/** Silences that were made within a time, the latest first, through `silence_created`. */
export async function listSilencesMade(
  sql: Sql,
  { from, until, limit }: { readonly from: Date; readonly until: Date; readonly limit: number },
): Promise<StoredSilence[]> {
  const rows = await sql<SilenceRecord[]>`
    select ${columns(sql)}
    from silence
    where created_at between ${from} and ${until}
    order by created_at desc
    limit ${limit}`;
  return rows.map(storedSilence);
}

/** One page of silences, newest first; `afterId` ends the page before. */
export async function listSilences(
  sql: Sql,
  page: { readonly activeOnly: boolean; readonly afterId?: number | undefined; readonly limit: number },
): Promise<StoredSilence[]> {
  const rows = await sql<SilenceRecord[]>`
    select ${columns(sql)}
    from silence
    where true
      ${page.activeOnly ? sql`and ends_at > now()` : sql``}
      ${page.afterId === undefined ? sql`` : sql`and id < ${page.afterId}::bigint`}
    order by id desc
    limit ${page.limit}`;
  return rows.map(storedSilence);
}

interface SilenceRecord extends Omit<StoredSilence, "window"> {
  readonly startsAt: Date;
  readonly endsAt: Date;
}

function columns(sql: Sql) {
  return sql`
    silence.id, silence.kind, silence.match, silence.comment, silence.created_by as "createdBy",
    silence.created_at as "createdAt", silence.starts_at as "startsAt", silence.ends_at as "endsAt",
    silence.ended_by as "endedBy"`;
}

function storedSilence({ startsAt, endsAt, ...row }: SilenceRecord): StoredSilence {
  return { ...row, window: { kind: "once", fromMs: startsAt.getTime(), untilMs: endsAt.getTime() } };
}

function longer(longest: StoredSilence | undefined, one: StoredSilence): StoredSilence {
  return longest === undefined || one.window.untilMs > longest.window.untilMs ? one : longest;
}
