import type { Database } from "../../db/connect.ts";
import type { Sql } from "../../db/pool.ts";
import { recordAudit } from "../../store/audit.ts";
import { forgetPlaces } from "../../store/login-places.ts";
import { deleteSessions } from "../../store/sessions.ts";
import { deleteUser, hasUsers, setDisabled, setPassword, setRole, type UserRow } from "../../store/users.ts";
import type { Role } from "./caller.ts";
import { makeUser } from "./first-user.ts";
import { accountKey, forgetFailures } from "./login-limits.ts";
import { userSubject } from "./subjects.ts";

/** Who changes people, and where they are kept. */
export interface PeopleDeps {
  readonly db: Database;
  /** As the audit names who does it. */
  readonly actor: string;
}

/** Makes a local person; without a role the first may do everything, and all others read. Undefined when the name is taken. */
export async function addUser(
  { db, actor }: PeopleDeps,
  wanted: { readonly name: string; readonly role: Role | undefined; readonly passwordHash: string },
): Promise<UserRow | undefined> {
  return await db.transaction(async (tx) => {
    const role = wanted.role ?? ((await hasUsers(tx)) ? "reader" : "administrator");
    const made = await makeUser(tx, { ...wanted, role });
    if (made === undefined) return undefined;
    const subject = userSubject(made);
    await recordAudit(tx, { actor, address: undefined, action: "user.add", subject, detail: { role } });
    return made;
  });
}

/** Gives a local person another password; whatever was typed wrong before is forgotten. */
export async function replacePassword(deps: PeopleDeps, user: UserRow, passwordHash: string): Promise<void> {
  await change(deps, { user, action: "user.password" }, async (tx) => {
    await setPassword(tx, user.id, passwordHash);
    await forgetFailures(tx, user.name);
  });
}

/** Chooses what a person may do. */
export async function changeRole(deps: PeopleDeps, user: UserRow, role: Role): Promise<void> {
  await change(deps, { user, action: "user.role", detail: { from: user.role, to: role } }, (tx) =>
    setRole(tx, user.id, role),
  );
}

/** Lets a person log in no more. */
export async function disableUser(deps: PeopleDeps, user: UserRow): Promise<void> {
  await change(deps, { user, action: "user.disable" }, (tx) => setDisabled(tx, user.id, "disabled"));
}

/** Lets a person log in again; whatever was typed wrong before is forgotten. */
export async function enableUser(deps: PeopleDeps, user: UserRow): Promise<void> {
  await change(deps, { user, action: "user.enable" }, async (tx) => {
    await setDisabled(tx, user.id, "enabled");
    await forgetFailures(tx, user.name);
  });
}

/** Removes a person; what the audit says of that person stays. */
export async function removeUser(deps: PeopleDeps, user: UserRow): Promise<void> {
  await change(deps, { user, action: "user.delete" }, async (tx) => {
    await deleteUser(tx, user.id);
    await forgetPlaces(tx, accountKey(user.name));
  });
}

interface Change {
  readonly user: UserRow;
  readonly action: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Every change of a person ends that person's sessions. The person's row is changed first: a login under way waits for it. */
async function change(
  { db, actor }: PeopleDeps,
  { user, action, detail = {} }: Change,
  work: (tx: Sql) => Promise<unknown>,
): Promise<void> {
  await db.transaction(async (tx) => {
    await work(tx);
    await deleteSessions(tx, user.id);
    await recordAudit(tx, { actor, address: undefined, action, subject: userSubject(user), detail });
  });
}
