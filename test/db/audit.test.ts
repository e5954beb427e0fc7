import { beforeEach, describe, expect, test } from "bun:test";
import { loadSignedLinks } from "../../src/server/auth/signed-links.ts";
import { accessHistoryDuty } from "../../src/server/duties/access-history.ts";
import { recordAudit } from "../../src/store/audit.ts";
import { storeMessage } from "../builders/message.ts";
import { storeIncident } from "../builders/stored-incident.ts";
import { aPassword, storeToken, storeUser } from "../builders/user.ts";
import { testDatabase } from "../harness/database.ts";
import { emptyTables } from "../harness/empty-tables.ts";
import { textOf } from "../harness/markup.ts";
import { openServer, type Visitor, visitor } from "../harness/visitor.ts";

const { database } = await testDatabase({ access: "none" });
const server = openServer(database);
const day = 86_400_000;

beforeEach(async () => {
  await emptyTables(database, "argos_user", "session", "login_attempt", "audit", "api_token", "silence");
});

/** Everything that was written down: who, what, to what, from where. */
async function deeds(): Promise<string[]> {
  const rows = await database.run(
    (sql) => sql<{ line: string }[]>`
      select concat_ws(' ', actor, action, subject, address, nullif(detail::text, '{}')) as line
      from audit
      order by id`,
  );
  return rows.map((row) => row.line);
}

async function administrator(): Promise<Visitor> {
  await storeUser(database);
  const browser = visitor(server, "192.0.2.1");
  await browser.logIn("alice", aPassword);
  await emptyTables(database, "audit");
  return browser;
}

describe("the API's writes are written down with who made them, whatever name they are shown under", () => {
  async function call(method: string, path: string, body?: object): Promise<number> {
    const { text } = await storeToken(database, { scopes: ["write"] });
    const headers = { authorization: `Bearer ${text}`, "content-type": "application/json" };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    return (await server.handle(new Request(`http://localhost${path}`, { method, headers, ...sent }))).status;
  }
  const match = { domain: "https://user:secret@example.org" };

  test("silences and maintenance", async () => {
    expect(await call("POST", "/api/v1/silences?by=bob", { match: { domain: "https://example.org" }, for: "1h" })).toBe(
      201,
    );
    const [silence] = await database.run((sql) => sql<{ id: number }[]>`select id from silence`);
    expect(await call("DELETE", `/api/v1/silences/${silence?.id}?by=eve`)).toBe(200);
    expect(await call("POST", "/api/v1/maintenance/start", { match, for: "1h" })).toBe(200);
    expect(await call("POST", "/api/v1/maintenance/end", { match })).toBe(200);
    const written = await deeds();
    expect(written.map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
      "token:write silence.add",
      "token:write silence.end",
      "token:write maintenance.add",
      "token:write maintenance.end",
    ]);
    expect(written[0]).toContain('"by": "bob"');
    expect(written[1]).toContain('"by": "eve"');
    expect(written.join()).not.toContain("secret");
  });

  test("what was refused or not there is no deed", async () => {
    expect(await call("DELETE", "/api/v1/silences/4711")).toBe(404);
    expect(await call("POST", "/api/v1/silences", { match, for: "never" })).toBe(422);
    expect(await call("POST", "/api/v1/incidents/4711/acknowledge")).toBe(404);
    expect(await call("POST", "/api/v1/messages/4711/replay")).toBe(404);
    expect(await deeds()).toEqual([]);
  });

  test("acknowledging, once", async () => {
    const id = await storeIncident(database);
    expect(await call("POST", `/api/v1/incidents/${id}/acknowledge?by=bob`)).toBe(200);
    expect(await call("POST", `/api/v1/incidents/${id}/acknowledge`)).toBe(200);
    expect(await deeds()).toEqual([`token:write incident.acknowledge incident:${id} {"by": "bob"}`]);
  });

  test("replaying and rescheduling", async () => {
    const id = await storeMessage(database, { state: "dead" });
    expect(await call("POST", `/api/v1/messages/${id}/replay`)).toBe(200);
    expect(await call("POST", "/api/reschedule/all")).toBe(200);
    expect(await deeds()).toEqual([
      `token:write message.replay message:${id}`,
      "token:write reschedule checks that are not ok",
    ]);
  });
});

test("what the links of messages do is written down as done by a link", async () => {
  const links = await database.run(loadSignedLinks);
  const incidentId = await storeIncident(database);
  for (const action of ["acknowledge", "silence"] as const) {
    const link = new URL(links.sign({ action, incidentId, expiresMs: Date.now() + day }), "http://localhost");
    const answer = await visitor(server, "192.0.2.1").ask(link.pathname, {
      method: "POST",
      fields: Object.fromEntries(link.searchParams),
    });
    expect(answer.status).toBe(200);
  }
  const [first, second] = await deeds();
  expect(first).toBe(`link incident.acknowledge incident:${incidentId} 192.0.2.1`);
  expect(second).toStartWith("link silence.add silence:");
});

test("logins, and what people change of themselves, are written down from where they come", async () => {
  const browser = await administrator();
  const fresh = "another long password";
  await browser.send("/account/password", { password: aPassword, fresh, again: fresh });
  await browser.send("/account/sessions", { number: "others" });
  await browser.send("/logout", {});
  await browser.logIn("alice", "wrong");
  await browser.logIn("alice", fresh);
  expect(await deeds()).toEqual([
    "user:alice user.password user:alice 192.0.2.1",
    'user:alice session.end user:alice 192.0.2.1 {"done": "others"}',
    "user:alice logout user:alice 192.0.2.1",
    "nobody login.failed user:alice 192.0.2.1",
    "user:alice login user:alice 192.0.2.1",
  ]);
});

test("rows are never changed", async () => {
  await write("x");
  const change = database.run((sql) => sql`update audit set actor = 'somebody else'`);
  await expect(change).rejects.toThrow("rows of audit are never changed");
});

test("rows are forgotten when they are as old as incidents may be, and not before", async () => {
  for (const daysAgo of [0, 29, 31]) {
    await database.run(
      (sql) => sql`
        insert into audit (at, actor, action, subject)
        values (now() - make_interval(days => ${daysAgo}), 'user:a', 'login', ${`${daysAgo} days ago`})`,
    );
  }
  await accessHistoryDuty(30 * day).run(database);
  expect(await deeds()).toEqual(["user:a login 0 days ago", "user:a login 29 days ago"]);
});

test("the duty forgets sessions and attempts that are over, and no others", async () => {
  await administrator();
  const other = visitor(server, "192.0.2.2");
  await other.logIn("alice", aPassword);
  await other.logIn("bob", "x");
  await database.run((sql) => sql`update session set expires_at = now() where address = '192.0.2.2'`);
  await database.run((sql) => sql`update login_attempt set ends_at = now() where kind = 'address'`);
  await accessHistoryDuty(30 * day).run(database);
  expect(await database.run((sql) => sql`select from session`)).toHaveLength(1);
  const left = await database.run((sql) => sql<{ kind: string }[]>`select kind from login_attempt`);
  expect([...new Set(left.map((row) => row.kind))].toSorted()).toEqual(["account", "pair"]);
});

describe("the list", () => {
  async function many(count: number): Promise<void> {
    for (let n = 1; n <= count; n += 1) await write(`subject ${n}`);
  }

  test("is on pages, newest first, also while more is added", async () => {
    const browser = await administrator();
    await many(120);
    const first = await browser.ask("/audit");
    expect(textOf(first.text)).toContain("subject 120 ");
    expect(textOf(first.text)).not.toContain("subject 70 ");
    await many(3);
    const next = /href="(\/audit\?cursor=[^"]+)"/.exec(first.text)?.[1] ?? "";
    const second = textOf((await browser.ask(next)).text);
    expect(second).toContain("subject 70 ");
    expect(second).toContain("subject 21 ");
    expect(second).not.toContain("subject 71 ");
    expect((await browser.ask("/audit?cursor=x")).status).toBe(400);
  });

  test("is given by the API, page by page", async () => {
    await administrator();
    await many(5);
    const { text: token } = await storeToken(database, { scopes: ["admin"] });
    const seen: unknown[] = [];
    let cursor = "";
    for (let page = 0; page < 3; page += 1) {
      const request = new Request(`http://localhost/api/v1/audit?limit=2${cursor}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const { items, nextCursor } = await (await server.handle(request)).json();
      seen.push(...items.map((one: { subject: string }) => one.subject));
      cursor = `&cursor=${nextCursor}`;
    }
    expect(seen).toEqual(["subject 5", "subject 4", "subject 3", "subject 2", "subject 1"]);
  });

  test("shows hostile texts as text, in one line, and cut", async () => {
    const browser = await administrator();
    const detail = { name: '<img src=x onerror="alert(1)">', list: ["\u202e<b>"] };
    await write(`</td><script>alert(1)</script>\u202e\u0000${"x".repeat(600)}`, detail);
    const { text } = await browser.ask("/audit");
    expect(text).not.toMatch(/<script|<img src=x|<b>|\u202e/);
    expect(textOf(text)).toContain("</td><script>alert(1)</script>xxx");
    expect(text).not.toContain("x".repeat(501));
  });
});

async function write(subject: string, detail: Readonly<Record<string, unknown>> = {}): Promise<void> {
  await database.run((sql) => recordAudit(sql, { actor: "user:a", address: undefined, action: "x", subject, detail }));
}
