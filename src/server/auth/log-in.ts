import type { Logger } from "../../base/log.ts";
import type { Database } from "../../db/connect.ts";
import { recordAudit } from "../../store/audit.ts";
import { findLocalUser, findUsers, replaceHash, type UserRow } from "../../store/users.ts";
import type { PasswordDirectory } from "./directory.ts";
import { type Admitted, admitLogin } from "./login-limits.ts";
import type { Passwords } from "./passwords.ts";
import { openSession, type SessionDeps, startSession } from "./sessions.ts";
import { userSubject } from "./subjects.ts";

export interface LoginDeps extends SessionDeps {
  readonly passwords: Passwords;
  /** Asked one after the other where no local person has that name and password. */
  readonly directories: readonly PasswordDirectory[];
  readonly log: Logger;
}

/** What somebody typed, and from where. */
export interface LoginAttempt {
  readonly name: string;
  readonly password: string;
  readonly remember: boolean;
  readonly address: string | undefined;
  readonly signal: AbortSignal;
}

/** What became of an attempt. Who may not is told nothing of why: `wrong` is an unknown name, too, or a disabled person. */
export type LoginOutcome =
  | { readonly kind: "in"; readonly cookie: string }
  | { readonly kind: "wrong" }
  | { readonly kind: "limited"; readonly retrySeconds: number }
  | { readonly kind: "unavailable" };

/** Lets somebody in by name and password. */
export async function logIn(deps: LoginDeps, attempt: LoginAttempt): Promise<LoginOutcome> {
  const admission = await admitLogin(deps, attempt);
  if (admission.kind === "limited") return admission;
  const outcome = (await logInHere(deps, attempt, admission)) ?? (await logInElsewhere(deps, attempt));
  switch (outcome.kind) {
    case "wrong":
      await recordFailure(deps.db, attempt);
      return outcome;
    case "in":
      await admission.succeed();
      return outcome;
    default:
      await admission.forgive();
      return outcome;
  }
}

/** How soon somebody may come again whom too many others were before, in seconds. */
const busySeconds = 5;

/** Undefined where no local person has that name and password, or may not log in. */
async function logInHere(
  deps: LoginDeps,
  attempt: LoginAttempt,
  { isKnown }: Pick<Admitted, "isKnown">,
): Promise<LoginOutcome | undefined> {
  const { db, passwords, server } = deps;
  const { name, password, address, remember, signal } = attempt;
  const user = await db.run((sql) => findLocalUser(sql, name));
  const verify = isKnown ? passwords.verifyKnown : passwords.verify;
  const verdict = await verify(password, user?.passwordHash, signal);
  if (verdict === "busy") return { kind: "limited", retrySeconds: busySeconds };
  if (user === undefined || verdict === "wrong") return undefined;
  const passwordHash = verdict === "aged" ? await renewHash(deps, user, attempt) : user.passwordHash;
  const known = { user: { ...user, passwordHash }, address, remember };
  const cookie = await db.transaction((tx) => openSession(tx, server(), known));
  return cookie === undefined ? undefined : { kind: "in", cookie };
}

/** Hashes made with other parameters go when their passwords are typed. */
async function renewHash(
  { db, passwords }: LoginDeps,
  user: UserRow & { readonly passwordHash: string },
  { password, signal }: LoginAttempt,
): Promise<string> {
  const fresh = await passwords.hash(password, signal);
  await db.run((sql) => replaceHash(sql, { id: user.id, old: user.passwordHash, fresh }));
  return fresh;
}

async function logInElsewhere(deps: LoginDeps, attempt: LoginAttempt): Promise<LoginOutcome> {
  const { name, password, address, remember, signal } = attempt;
  let outcome: LoginOutcome = { kind: "wrong" };
  for (const directory of deps.directories) {
    const { origin } = directory;
    const found = await directory.verify(name, password, signal);
    if (found.kind === "unavailable") {
      deps.log.warning("a directory of users does not answer", { origin, error: found.message });
      outcome = { kind: "unavailable" };
    }
    if (found.kind !== "known") continue;
    const started = await startSession(deps, { name: found.name, origin, defaultRole: found.role, address, remember });
    return "cookie" in started ? { kind: "in", cookie: started.cookie } : { kind: "wrong" };
  }
  return outcome;
}

/** A name that nobody has is not written down: it may be a password in the wrong field. */
async function recordFailure(db: Database, { name, address }: LoginAttempt): Promise<void> {
  await db.run(async (sql) => {
    const [known] = await findUsers(sql, name);
    const subject = known === undefined ? "user:?" : userSubject(known);
    await recordAudit(sql, { actor: "nobody", address, action: "login.failed", subject });
  });
}
