import { expect, test } from "bun:test";
import { ensureSetupKey } from "../../src/server/auth/first-user.ts";
import { startSession } from "../../src/server/auth/sessions.ts";
import { aLeaseRequest } from "../builders/agent-request.ts";
import { aPassword, storeToken, storeUser } from "../builders/user.ts";
import { testDatabase } from "../harness/database.ts";
import { agentToken } from "../harness/served.ts";
import { csrfOf, openServer, visitor } from "../harness/visitor.ts";

const { database } = await testDatabase({ access: "none" });

/** Every row of every table, as text; bytes as hexadecimal digits. */
async function dump(): Promise<string> {
  const tables = await database.run(
    (sql) => sql<{ name: string }[]>`
      select relname as name
      from pg_class
      where relkind in ('r', 'm')
        and relnamespace = 'public'::regnamespace`,
  );
  let text = "";
  for (const { name } of tables) {
    const [row] = await database.run(
      (sql) => sql<{ rows: string | null }[]>`select string_agg(one::text, E'\n') as rows from ${sql(name)} as one`,
    );
    text += `${name}\n${row?.rows ?? ""}\n`;
  }
  return text;
}

test("a copy of the database holds no secret that was given to anybody", async () => {
  const server = openServer(database);
  const secrets: string[] = [aPassword, (await ensureSetupKey(database)) ?? ""];
  await storeUser(database);
  for (let time = 0; time < 50; time += 1)
    secrets.push((await storeToken(database)).text.split("_").slice(2).join("_"));
  for (let time = 0; time < 50; time += 1) {
    const login = {
      name: `p${time}`,
      origin: "openid",
      defaultRole: "reader",
      address: undefined,
      remember: false,
    } as const;
    const started = await startSession({ db: database, server: server.deps.server }, login);
    if ("cookie" in started) secrets.push(/=([\w-]{43});/.exec(started.cookie)?.[1] ?? "");
  }
  const browser = visitor(server, "192.0.2.1");
  await browser.logIn("alice", aPassword);
  await browser.logIn("a password typed as a name", "another password");
  secrets.push("a password typed as a name", "another password", browser.cookies.slice("argos=".length));
  secrets.push(csrfOf((await browser.ask("/account")).text));
  const lease = new Request("http://localhost/api/v1/agent/lease", {
    method: "POST",
    headers: { authorization: `Bearer ${agentToken}`, "content-type": "application/json" },
    body: JSON.stringify(aLeaseRequest()),
  });
  expect((await server.handle(lease)).status).toBe(200);
  secrets.push(agentToken, new Bun.CryptoHasher("sha256").update(agentToken).digest("hex"));
  const text = await dump();
  expect(text).toContain("argos_user\n");
  expect(secrets.length).toBeGreaterThanOrEqual(106);
  const forms = secrets.flatMap((one) => [
    one,
    Buffer.from(one, "base64url").toString("hex"),
    Buffer.from(one).toString("hex"),
  ]);
  expect(forms.filter((one) => one.length < 16 || text.includes(one))).toEqual([]);
});
