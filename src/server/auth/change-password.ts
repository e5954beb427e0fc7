import type { Database } from "../../db/connect.ts";
import { recordAudit } from "../../store/audit.ts";
import { deleteSessions } from "../../store/sessions.ts";
import { findLocalUser, setPassword } from "../../store/users.ts";
import { admitSession } from "./login-limits.ts";
import { isLongEnough, type Passwords } from "./passwords.ts";
import { userSubject } from "./subjects.ts";

/** What a person typed to change the password. */
export interface PasswordChange {
  readonly userId: number;
  readonly name: string;
  readonly address: string | undefined;
  readonly old: string;
  readonly fresh: string;
  readonly again: string;
  /** The session that stays. */
  readonly sessionNumber: number;
  readonly signal: AbortSignal;
}

/** What became of it. */
export type PasswordChanged = "changed" | "short" | "different" | "wrongOld" | "limited";

/** Gives a local person another password and ends all other sessions. Guesses at the old one are counted by session. */
export async function changeOwnPassword(
  { db, passwords }: { readonly db: Database; readonly passwords: Passwords },
  change: PasswordChange,
): Promise<PasswordChanged> {
  const { fresh, signal } = change;
  if (!isLongEnough(fresh)) return "short";
  if (fresh !== change.again) return "different";
  const admission = await admitSession(db, change);
  if (admission.kind === "limited") return "limited";
  const user = await db.run((sql) => findLocalUser(sql, change.name));
  const hash = user?.id === change.userId ? user.passwordHash : undefined;
  if ((await passwords.verifyKnown(change.old, hash, signal)) === "wrong" || user === undefined) return "wrongOld";
  await admission.forgive();
  const passwordHash = await passwords.hash(fresh, signal);
  await db.transaction(async (tx) => {
    await setPassword(tx, user.id, passwordHash);
    await deleteSessions(tx, user.id, change.sessionNumber);
    const subject = userSubject(user);
    await recordAudit(tx, { actor: subject, address: change.address, action: "user.password", subject });
  });
  return "changed";
}
