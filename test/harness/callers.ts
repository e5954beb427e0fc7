import type { Database } from "../../src/db/connect.ts";
import { type Caller, nobody } from "../../src/server/auth/caller.ts";
import { disableUser } from "../../src/server/auth/people.ts";
import { aPassword, storeToken, storeUser } from "../builders/user.ts";
import { csrfOf, type TestServer, visitor } from "./visitor.ts";

/** Somebody who calls: what is sent along, and whom the server ought to take it for. */
export interface TestCaller {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly is: Caller;
}

/** One caller of each kind there is; those who were let in before and may not any more are nobody. */
export async function everyCaller(db: Database, server: TestServer): Promise<TestCaller[]> {
  const reader: Caller = { kind: "user", userId: 0, name: "reader", role: "reader", csrf: "" };
  const [gone, ended] = [await loggedIn(db, server, "gone"), await loggedIn(db, server, "ended")];
  const callers: TestCaller[] = [
    { name: "nobody", headers: {}, is: nobody },
    { name: "reader", headers: (await loggedIn(db, server, "reader")).headers, is: reader },
    {
      name: "administrator",
      headers: (await loggedIn(db, server, "administrator")).headers,
      is: { ...reader, role: "administrator" },
    },
  ];
  for (const scope of ["read", "write", "admin", "metrics", "agent"] as const) {
    const { text } = await storeToken(db, { scopes: [scope] });
    callers.push({ name: scope, headers: bearer(text), is: { kind: "token", name: scope, scopes: [scope] } });
  }
  const [revoked, expired] = [await storeToken(db, { scopes: ["admin"] }), await storeToken(db, { scopes: ["admin"] })];
  await db.run((sql) => sql`update api_token set revoked_at = now() where id = ${revoked.id}`);
  await db.run((sql) => sql`update api_token set expires_at = now() where id = ${expired.id}`);
  await disableUser({ db, actor: "cli:test" }, gone.user);
  await db.run((sql) => sql`update session set expires_at = now() where user_id = ${ended.user.id}`);
  server.deps.sessions.forget();
  return [
    ...callers,
    { name: "revoked", headers: bearer(revoked.text), is: nobody },
    { name: "expired", headers: bearer(expired.text), is: nobody },
    { name: "ended", headers: ended.headers, is: nobody },
    { name: "disabled", headers: gone.headers, is: nobody },
  ];
}

async function loggedIn(db: Database, server: TestServer, name: string) {
  const user = await storeUser(db, { name, role: name === "reader" ? "reader" : "administrator" });
  const browser = visitor(server);
  await browser.logIn(name, aPassword);
  const csrf = csrfOf((await browser.ask("/account")).text);
  return { user, headers: { cookie: browser.cookies, "x-csrf-token": csrf } };
}

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}
