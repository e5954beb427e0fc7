import { createHmac, randomBytes } from "node:crypto";
import type { Clock } from "../../base/clock.ts";
import type { ServerSettings } from "../../config/config.ts";
import type { Database } from "../../db/connect.ts";
import type { Sql } from "../../db/pool.ts";
import { recordAudit } from "../../store/audit.ts";
import {
  deleteSession,
  deleteSessions,
  findSession,
  insertSession,
  type SessionLife,
  type SessionRow,
} from "../../store/sessions.ts";
import { noteLogin, type UserOrigin, type UserRow, upsertUser } from "../../store/users.ts";
import { shareBriefly } from "../share-briefly.ts";
import type { Caller, Role } from "./caller.ts";
import { sessionCookie, sessionSecret } from "./cookies.ts";
import { sha256 } from "./sha256.ts";
import { userSubject } from "./subjects.ts";

/** How old what is known of a session may be, in milliseconds: so soon a session is over on every server. */
const memoryMs = 1000;

/** Sessions remembered at most; another costs a query. */
const rememberedMax = 10_000;

/** What sessions need. */
export interface SessionDeps {
  readonly db: Database;
  readonly server: () => Pick<ServerSettings, "publicUrl" | "sessionMs" | "rememberMeMs">;
}

/** The sessions of the cookies that requests carry. */
export interface Sessions {
  /** The session of a request while it lasts; at most a second old. */
  of(request: Request): Promise<SessionRow | undefined>;
  /** Who sent a request, by its cookie. */
  callerOf(request: Request): Promise<Caller | undefined>;
  /** Ends the session of a request, if there is one. */
  end(request: Request): Promise<void>;
  /** Lets this server see at once that sessions have ended; others see it within a second. */
  forget(): void;
}

/** Sessions over the database, remembered for a second. */
export function createSessions(deps: SessionDeps & { readonly clock: Clock }): Sessions {
  const { db, server, clock } = deps;
  const memory = shareBriefly<SessionRow | undefined>({
    clock,
    keepMs: memoryMs,
    keysMax: rememberedMax,
    isKept: (found) => found !== undefined,
  });

  async function of(request: Request): Promise<SessionRow | undefined> {
    const secret = sessionSecret(request, server());
    if (secret === undefined) return undefined;
    const id = sha256(secret);
    return await memory.get(id.toString("hex"), () => db.run((sql) => findSession(sql, id)));
  }

  return {
    of,
    async callerOf(request) {
      const session = await of(request);
      const secret = sessionSecret(request, server());
      return session && secret ? callerOfSession(session, secret) : undefined;
    },
    async end(request) {
      const secret = sessionSecret(request, server());
      if (secret !== undefined) await db.run((sql) => deleteSession(sql, sha256(secret)));
      memory.forget();
    },
    forget: () => memory.forget(),
  };
}

/** The token of a session's forms comes from the cookie's secret: whoever has only one of them cannot tell the other. */
function callerOfSession({ userId, name, origin, role }: SessionRow, secret: string): Caller {
  const csrf = createHmac("sha256", secret).update("argos csrf 1").digest("base64url");
  return { kind: "user", userId, name, origin, role, csrf };
}

/** Somebody whom another one vouches for. */
export interface VouchedLogin {
  readonly name: string;
  readonly origin: Exclude<UserOrigin, "local">;
  /** What the person may do, unless somebody chose otherwise here. */
  readonly defaultRole: Role;
  readonly address: string | undefined;
  /** Whether the session lasts as long as `remember_me_duration`. */
  readonly remember: boolean;
}

/** Begins a session for somebody whom another one vouches for, who becomes a user at the first login. */
export async function startSession(
  deps: SessionDeps,
  login: VouchedLogin,
): Promise<{ readonly cookie: string } | { readonly refused: "disabled" }> {
  const { name, origin, defaultRole, address } = login;
  return await deps.db.transaction(async (tx) => {
    const user = await upsertUser(tx, { name, origin, role: defaultRole });
    if (user.changed) await deleteSessions(tx, user.id);
    const begun = { user: { ...user, passwordHash: null }, address, remember: login.remember };
    const cookie = await openSession(tx, deps.server(), begun);
    if (cookie !== undefined) return { cookie };
    await recordAudit(tx, { actor: "nobody", address, action: "login.refused", subject: userSubject(user) });
    return { refused: "disabled" };
  });
}

/** A person who has shown to be that person. */
export interface KnownLogin {
  /** With the hash that the password was compared with; null for somebody whom another one vouches for. */
  readonly user: UserRow & { readonly passwordHash: string | null };
  readonly address: string | undefined;
  readonly remember: boolean;
}

/** Begins a session and returns its `Set-Cookie`; undefined for a person who may not log in, or not so, any more. */
export async function openSession(
  tx: Sql,
  settings: ReturnType<SessionDeps["server"]>,
  login: KnownLogin,
): Promise<string | undefined> {
  const { user, address } = login;
  if (!(await noteLogin(tx, user.id, user.passwordHash))) return undefined;
  const secret = randomBytes(32).toString("base64url");
  const life = sessionLife(settings, login.remember ? "remembered" : "usual");
  await insertSession(tx, { id: sha256(secret), userId: user.id, address, ...life });
  await recordAudit(tx, { actor: userSubject(user), address, action: "login", subject: userSubject(user) });
  return sessionCookie(secret, life.seconds, settings);
}

/** Whoever stays away for half of the time a session may last has to log in again. */
function sessionLife(settings: ReturnType<SessionDeps["server"]>, kind: "usual" | "remembered"): SessionLife {
  const lifeMs = kind === "remembered" ? (settings.rememberMeMs ?? settings.sessionMs) : settings.sessionMs;
  const seconds = Math.max(1, Math.floor(lifeMs / 1000));
  return { seconds, idleSeconds: Math.max(1, Math.floor(seconds / 2)) };
}
