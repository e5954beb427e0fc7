import { cleanText } from "../base/clean-text.ts";
import { ArgosError } from "../base/error.ts";
import type { Database } from "../db/connect.ts";
import type { Role } from "../server/auth/caller.ts";
import { createPasswords, isLongEnough, passwordCharactersMin } from "../server/auth/passwords.ts";
import {
  addUser,
  changeRole,
  disableUser,
  enableUser,
  type PeopleDeps,
  removeUser,
  replacePassword,
} from "../server/auth/people.ts";
import { userSubject } from "../server/auth/subjects.ts";
import { findLocalUser, findUsers, listUsers, type UserOrigin, type UserRow } from "../store/users.ts";
import type { DatabasePlace } from "./desk-options.ts";
import { withDatabase } from "./open-desk.ts";
import { type PasswordSource, readNewPassword, readPassword } from "./read-password.ts";
import { whoever } from "./silence-words.ts";
import { usersJson, userTable } from "./user-text.ts";

/** The options that say who is meant, and where. */
export interface PersonOptions extends DatabasePlace {
  readonly origin?: UserOrigin;
}

/** People that are listed at most. */
const usersMax = 10_000;

/** Characters of a name at most. */
const nameCharactersMax = 200;

const verbs = { disable: disableUser, enable: enableUser, delete: removeUser } as const;

const done = {
  disable: "may log in no more",
  enable: "may log in",
  delete: "is removed",
} as const;

/** Makes a person and says so. */
export async function addPerson(
  name: string,
  options: DatabasePlace & PasswordSource & { readonly role?: Role },
): Promise<string> {
  refuseOddName(name);
  const passwordHash = await hashNew(options);
  const made = await onPeople(options, (people) => addUser(people, { name, role: options.role, passwordHash }));
  if (made === undefined) throw new ArgosError("refused", `there is a user ${name} already`);
  return `${made.name} may log in, as ${made.role}\n`;
}

/** Gives a person another password and says so. */
export async function changePassword(name: string, options: DatabasePlace & PasswordSource): Promise<string> {
  const passwordHash = await hashNew(options);
  return await onPeople(options, async (people) => {
    const user = await findPerson(people.db, name, { origin: "local" });
    await replacePassword(people, user, passwordHash);
    return `${user.name} has another password; every session is over\n`;
  });
}

/** Says what a person may do. */
export async function chooseRole(name: string, role: Role, options: PersonOptions): Promise<string> {
  return await onPeople(options, async (people) => {
    const user = await findPerson(people.db, name, options);
    await changeRole(people, user, role);
    return `${user.name} is ${role} now; every session is over\n`;
  });
}

/** Disables, enables or removes a person and says so. */
export async function switchPerson(verb: keyof typeof verbs, name: string, options: PersonOptions): Promise<string> {
  return await onPeople(options, async (people) => {
    const user = await findPerson(people.db, name, options);
    await verbs[verb](people, user);
    return `${user.name} ${done[verb]}\n`;
  });
}

/** Everybody who may log in, as a table or as JSON. */
export async function printUsers(options: DatabasePlace & { readonly json?: true }): Promise<string> {
  const users = await withDatabase(options, "user", (db) => db.run((sql) => listUsers(sql, usersMax)));
  return options.json ? usersJson(users) : userTable(users);
}

/** Says that a password is right. Throws ArgosError "refused" where it is not, or its owner may not log in. */
export async function verifyPassword(name: string, options: DatabasePlace & PasswordSource): Promise<string> {
  const password = await readPassword(options);
  return await withDatabase(options, "user", async (db) => {
    const user = await db.run((sql) => findLocalUser(sql, name));
    if (user === undefined) throw new ArgosError("refused", `there is no user ${name} with a password`);
    const verdict = await createPasswords().verifyKnown(password, user.passwordHash, new AbortController().signal);
    if (verdict === "wrong") throw new ArgosError("refused", `this is not the password of ${user.name}`);
    if (user.disabledAt !== null)
      throw new ArgosError("refused", `the password is right, but ${user.name} is disabled`);
    return `this is the password of ${user.name}\n`;
  });
}

async function onPeople<T>(options: DatabasePlace, work: (people: PeopleDeps) => Promise<T>): Promise<T> {
  return await withDatabase(options, "user", (db) => work({ db, actor: whoever() }));
}

async function hashNew(source: PasswordSource): Promise<string> {
  const password = await readNewPassword(source);
  if (!isLongEnough(password))
    throw new ArgosError("refused", `the password is too short: it needs at least ${passwordCharactersMin} characters`);
  return await createPasswords().hash(password, new AbortController().signal);
}

function refuseOddName(name: string): void {
  if (name !== "" && cleanText(name, nameCharactersMax).trim() === name) return;
  throw new ArgosError(
    "usage",
    `a name has 1 to ${nameCharactersMax} characters, no control characters and no space around it`,
  );
}

/** The one person of that name. */
async function findPerson(db: Database, name: string, { origin }: Pick<PersonOptions, "origin">): Promise<UserRow> {
  const all = await db.run((sql) => findUsers(sql, name));
  const [user, another] = origin === undefined ? all : all.filter((one) => one.origin === origin);
  if (user === undefined) {
    const elsewhere = all.map(userSubject).join(", ");
    throw new ArgosError(
      "refused",
      `there is no ${origin ?? ""} user ${name}${elsewhere === "" ? "" : `, but ${elsewhere}`}`.replace("  ", " "),
    );
  }
  if (another === undefined) return user;
  throw new ArgosError("usage", `${name} may be ${all.map(userSubject).join(" or ")}: say which with --origin`);
}
