import type { Sql } from "../db/pool.ts";

/** Who vouches for a person: this database, or somebody else at each login. */
export const userOrigins = ["local", "ldap", "openid", "proxy"] as const;
export type UserOrigin = (typeof userOrigins)[number];

/** What a person may do. */
export type UserRole = "reader" | "administrator";

/** A person who may log in. */
export interface UserRow {
  readonly id: number;
  readonly name: string;
  readonly origin: UserOrigin;
  readonly role: UserRole;
  /** Null while the person may log in. */
  readonly disabledAt: Date | null;
  readonly createdAt: Date;
  readonly lastLoginAt: Date | null;
}

/** Whether anybody may log in, or might again once enabled. */
export async function hasUsers(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ some: boolean }[]>`select exists (select from argos_user) as some`;
  return row?.some ?? false;
}

/** Everybody, by name; at most `limit`. */
export async function listUsers(sql: Sql, limit: number): Promise<UserRow[]> {
  return await sql<UserRow[]>`
    select ${columns(sql)}
    from argos_user
    order by lower(name), origin
    limit ${limit}`;
}

/** Everybody of that name, whatever its case: at most one an origin. */
export async function findUsers(sql: Sql, name: string): Promise<UserRow[]> {
  return await sql<UserRow[]>`
    select ${columns(sql)}
    from argos_user
    where lower(name) = lower(${name})
    order by origin`;
}

/** A local person with the hash of the password; undefined when there is none of that name. */
export async function findLocalUser(
  sql: Sql,
  name: string,
): Promise<(UserRow & { readonly passwordHash: string }) | undefined> {
  const [row] = await sql<(UserRow & { readonly passwordHash: string })[]>`
    select ${columns(sql)}, password_hash as "passwordHash"
    from argos_user
    where origin = 'local'
      and lower(name) = lower(${name})`;
  return row;
}

/** One person by id; undefined when there is none. */
export async function findUser(sql: Sql, id: number): Promise<UserRow | undefined> {
  const [row] = await sql<UserRow[]>`
    select ${columns(sql)}
    from argos_user
    where id = ${id}`;
  return row;
}

/** A new local person; undefined when the name is taken. */
export async function insertUser(
  sql: Sql,
  user: { readonly name: string; readonly role: UserRole; readonly passwordHash: string },
): Promise<UserRow | undefined> {
  const [row] = await sql<UserRow[]>`
    insert into argos_user (name, origin, role, password_hash)
    values (${user.name}, 'local', ${user.role}, ${user.passwordHash})
    on conflict do nothing
    returning ${columns(sql)}`;
  return row;
}

/**
 * The person whom somebody else vouches for, made at the first login. The role follows what is said at each login, unless it
 * was chosen here. `changed` says that the role is now another one.
 */
export async function upsertUser(
  tx: Sql,
  user: { readonly name: string; readonly origin: UserOrigin; readonly role: UserRole },
): Promise<UserRow & { readonly changed: boolean }> {
  await tx`
    insert into argos_user (name, origin, role)
    values (${user.name}, ${user.origin}, ${user.role})
    on conflict do nothing`;
  const [row] = await tx<(UserRow & { readonly changed: boolean })[]>`
    with before as materialized (
      select id, role
      from argos_user
      where origin = ${user.origin}
        and lower(name) = lower(${user.name})
      for update
    )
    update argos_user
    set role = case when argos_user.role_fixed then argos_user.role else ${user.role} end
    from before
    where argos_user.id = before.id
    returning ${columns(tx)}, argos_user.role <> before.role as changed`;
  if (row === undefined) throw new Error("a person is gone as soon as it was made");
  return row;
}

/** Gives a local person another password; false when there is no such local person. */
export async function setPassword(sql: Sql, id: number, passwordHash: string): Promise<boolean> {
  const changed = await sql`
    update argos_user
    set password_hash = ${passwordHash}
    where id = ${id}
      and origin = 'local'`;
  return changed.count > 0;
}

/** Replaces a hash by one of the same password with other parameters, unless the password was changed meanwhile. */
export async function replaceHash(
  sql: Sql,
  { id, old, fresh }: { readonly id: number; readonly old: string; readonly fresh: string },
): Promise<void> {
  await sql`
    update argos_user
    set password_hash = ${fresh}
    where id = ${id}
      and password_hash = ${old}`;
}

/** Chooses what a person may do, whatever others say of it from now on. */
export async function setRole(sql: Sql, id: number, role: UserRole): Promise<void> {
  await sql`
    update argos_user
    set role = ${role}, role_fixed = origin <> 'local'
    where id = ${id}`;
}

/** Lets a person log in no more, or again. */
export async function setDisabled(sql: Sql, id: number, disabled: "disabled" | "enabled"): Promise<void> {
  await sql`
    update argos_user
    set disabled_at = case when ${disabled === "disabled"} then coalesce(disabled_at, now()) end
    where id = ${id}`;
}

/** Removes a person and every session. */
export async function deleteUser(sql: Sql, id: number): Promise<void> {
  await sql`
    delete from argos_user
    where id = ${id}`;
}

/**
 * Notes that a person logs in now; false for one who may not any more, or whose hash is another one by now. It holds the
 * person's row, so a change of the password comes before or after this whole transaction.
 */
export async function noteLogin(tx: Sql, id: number, passwordHash: string | null): Promise<boolean> {
  const noted = await tx`
    update argos_user
    set last_login_at = now()
    where id = ${id}
      and disabled_at is null
      and password_hash is not distinct from ${passwordHash}`;
  return noted.count > 0;
}

/** Lets only one at a time look whether there is anybody and make the first; waits for the others until their end. */
export async function lockUsers(tx: Sql): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended('argos first user', 0))`;
}

function columns(sql: Sql) {
  return sql`
    argos_user.id, argos_user.name, argos_user.origin, argos_user.role, argos_user.disabled_at as "disabledAt",
    argos_user.created_at as "createdAt", argos_user.last_login_at as "lastLoginAt"`;
}
