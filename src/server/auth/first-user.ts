import { randomBytes } from "node:crypto";
import type { Database } from "../../db/connect.ts";
import type { Sql } from "../../db/pool.ts";
import { deleteSharedSecret, ensureSharedSecret, findSharedSecret } from "../../store/shared-secrets.ts";
import { hasUsers, insertUser, lockUsers, type UserRole, type UserRow } from "../../store/users.ts";
import { equalTexts } from "./equal-texts.ts";

/** The name of the secret that lets somebody make the first administrator. */
const secretName = "setup";

/** The key of `/setup`, the same for every server of the database; undefined once there is a user. */
export async function ensureSetupKey(db: Database): Promise<string | undefined> {
  return await db.transaction(async (tx) => {
    await lockUsers(tx);
    if (await hasUsers(tx)) return undefined;
    return keyText(await ensureSharedSecret(tx, { name: secretName, proposed: randomBytes(32) }));
  });
}

/** The key of `/setup`; undefined once there is a user. */
export async function findSetupKey(sql: Sql): Promise<string | undefined> {
  const kept = await findSharedSecret(sql, secretName);
  return kept === undefined || (await hasUsers(sql)) ? undefined : keyText(kept);
}

/** Whether a text is the key of `/setup` and there is still no user. */
export async function isSetupKey(sql: Sql, text: string): Promise<boolean> {
  return isKey(await findSetupKey(sql), text);
}

/** Compares a text with the key that `findSetupKey` found, in constant time. */
export function isKey(key: string | undefined, text: string): boolean {
  return equalTexts(key ?? "", text) && key !== undefined;
}

/** A local person to be. */
export interface NewUser {
  readonly name: string;
  readonly role: UserRole;
  readonly passwordHash: string;
}

/** Makes a local person, with whom the key of `/setup` goes; undefined when the name is taken. */
export async function makeUser(tx: Sql, user: NewUser): Promise<UserRow | undefined> {
  await lockUsers(tx);
  const made = await insertUser(tx, user);
  if (made !== undefined) await deleteSharedSecret(tx, secretName);
  return made;
}

/** Makes the first administrator by the key; undefined when the key is another one or somebody was faster. */
export async function makeFirstUser(
  tx: Sql,
  { key, ...user }: Omit<NewUser, "role"> & { readonly key: string },
): Promise<UserRow | undefined> {
  await lockUsers(tx);
  if (!(await isSetupKey(tx, key))) return undefined;
  return await makeUser(tx, { ...user, role: "administrator" });
}

function keyText(key: Uint8Array): string {
  return Buffer.from(key).toString("base64url");
}
