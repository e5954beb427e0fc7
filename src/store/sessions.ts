import type { Sql } from "../db/pool.ts";
import type { UserOrigin, UserRole } from "./users.ts";

/** A login that lasts, and whose it is. */
export interface SessionRow {
  readonly number: number;
  readonly userId: number;
  readonly name: string;
  readonly origin: UserOrigin;
  readonly role: UserRole;
}

/** How long a session lasts, in seconds: in any case, and without being used. */
export interface SessionLife {
  readonly seconds: number;
  readonly idleSeconds: number;
}

/** Use is written at most so often, in seconds, and four times within what a session may be idle. */
const seenEverySeconds = 60;

/** Begins a session. `id` is the SHA-256 of the secret that its owner holds. */
export async function insertSession(
  sql: Sql,
  session: { readonly id: Uint8Array; readonly userId: number; readonly address: string | undefined } & SessionLife,
): Promise<void> {
  await sql`
    insert into session (id, user_id, address, idle_seconds, expires_at, ends_at)
    values (
      ${Buffer.from(session.id)}, ${session.userId}, ${session.address ?? null}, ${session.idleSeconds},
      now() + make_interval(secs => ${Math.min(session.idleSeconds, session.seconds)}),
      now() + make_interval(secs => ${session.seconds})
    )`;
}

/** The session of that id with its owner, while it lasts and the owner may log in; notes that it was used. */
export async function findSession(sql: Sql, id: Uint8Array): Promise<SessionRow | undefined> {
  const [row] = await sql<(SessionRow & { readonly unnoted: boolean })[]>`
    select
      session.number, session.user_id as "userId", argos_user.name, argos_user.origin, argos_user.role,
      session.seen_at < now() - make_interval(secs => least(${seenEverySeconds}, session.idle_seconds / 4.0)) as unnoted
    from session
    join argos_user on argos_user.id = session.user_id
    where session.id = ${Buffer.from(id)}
      and session.expires_at > now()
      and session.ends_at > now()
      and argos_user.disabled_at is null`;
  if (row === undefined) return undefined;
  const { unnoted, ...session } = row;
  if (unnoted) await noteUse(sql, id);
  return session;
}

async function noteUse(sql: Sql, id: Uint8Array): Promise<void> {
  await sql`
    update session
    set seen_at = now(),
        expires_at = least(ends_at, now() + make_interval(secs => idle_seconds))
    where id = ${Buffer.from(id)}
      and expires_at > now()`;
}

/** A session as its owner sees it. */
export interface OwnSession {
  readonly number: number;
  readonly address: string | null;
  readonly createdAt: Date;
  readonly seenAt: Date;
}

/** The sessions of a person that last, the newest first. */
export async function listSessions(sql: Sql, userId: number, limit: number): Promise<OwnSession[]> {
  return await sql<OwnSession[]>`
    select number, address, created_at as "createdAt", seen_at as "seenAt"
    from session
    where user_id = ${userId}
      and expires_at > now()
    order by number desc
    limit ${limit}`;
}

/** Ends one session by its id; tells whether there was one. */
export async function deleteSession(sql: Sql, id: Uint8Array): Promise<boolean> {
  const deleted = await sql`
    delete from session
    where id = ${Buffer.from(id)}`;
  return deleted.count > 0;
}

/** Ends one session of a person by its number; tells whether there was one. */
export async function deleteNumberedSession(sql: Sql, userId: number, number: number): Promise<boolean> {
  const deleted = await sql`
    delete from session
    where user_id = ${userId}
      and number = ${number}::bigint`;
  return deleted.count > 0;
}

/** Ends the sessions of a person, but for the one of number `except`; returns how many. */
export async function deleteSessions(sql: Sql, userId: number, except = 0): Promise<number> {
  const deleted = await sql`
    delete from session
    where user_id = ${userId}
      and number <> ${except}::bigint`;
  return deleted.count;
}

/** Forgets sessions that are over, at most `rowsMax`; returns how many. */
export async function deleteOldSessions(sql: Sql, rowsMax: number): Promise<number> {
  const deleted = await sql`
    delete from session
    where id in (
      select id
      from session
      where expires_at < now()
      order by expires_at
      limit ${rowsMax}
    )`;
  return deleted.count;
}
