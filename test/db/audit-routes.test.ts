import { beforeEach, describe, expect, test } from "bun:test";
import { accessTable } from "../../src/server/auth/access.ts";
import { ensureSetupKey } from "../../src/server/auth/first-user.ts";
import { insertSilence } from "../../src/store/silences.ts";
import { storeIncident } from "../builders/incident.ts";
import { storeMessage, storeRecipient } from "../builders/message.ts";
import { aNewSilence } from "../builders/silence-order.ts";
import { storeTarget } from "../builders/stored-target.ts";
import { aPassword, storeToken, storeUser } from "../builders/user.ts";
import { testDatabase } from "../harness/database.ts";
import { emptyTables } from "../harness/empty-tables.ts";
import { openServer, visitor } from "../harness/visitor.ts";

const { database } = await testDatabase({ access: "none" });
const applied = { added: 0, changed: 0, removed: 0, revision: 7 };
const server = openServer(database, { reload: async () => ({ kind: "applied", applied }) });

/** One of each thing that can be acted on, each with the id 1. */
beforeEach(async () => {
  await emptyTables(
    database,
    "argos_user",
    "session",
    "login_attempt",
    "audit",
    "api_token",
    "shared_secret",
    "site",
    "agent",
    "cause",
    "incident",
    "incident_event",
    "notice",
    "message",
    "recipient",
    "silence",
  );
  const { targetId } = await storeTarget(database, { domain: "https://example.org" });
  const { id: incidentId, causeId } = await storeIncident(database, { subject: `target:${targetId}`, targetId });
  await storeRecipient(database);
  await storeMessage(database, { state: "dead", incidentId, causeId });
  const window = { match: { domain: "https://planned.example" }, kind: "maintenance" } as const;
  await database.transaction((tx) => insertSilence(tx, aNewSilence(window)));
  await database.run((sql) => sql`update agent set last_seen_at = now() - interval '1 hour'`);
});

async function deeds(): Promise<string[]> {
  const rows = await database.run(
    (sql) => sql<{ line: string }[]>`
      select concat_ws(' ', actor, action, subject) as line
      from audit
      order by id`,
  );
  return rows.map((row) => row.line);
}

type Sent = Readonly<Record<string, unknown>>;

const site = { domain: "https://planned.example" };

/** What an administrator's forms send, and what is written down of it. */
const forms: Readonly<Record<string, readonly [fields: Record<string, string>, deed: string]>> = {
  "POST /incidents/:id/acknowledge": [{}, "incident.acknowledge incident:1"],
  "POST /incidents/:id/silence": [{ for: "1h", comment: "" }, "silence.add silence:2"],
  "POST /sites/:id/silence": [{ for: "1h", comment: "" }, "silence.add silence:2"],
  "POST /sites/:id/reschedule": [{}, "reschedule site:1"],
  "POST /targets/:id/reschedule": [{}, "reschedule target:1"],
  "POST /reschedule": [{}, "reschedule checks that are not ok"],
  "POST /silences": [{ ...site, for: "1h", comment: "", kind: "maintenance" }, "maintenance.add silence:2"],
  "POST /silences/:id/end": [{}, "maintenance.end silence:1"],
  "POST /notifications/:id/replay": [{}, "message.replay message:1"],
  "POST /notifications/replay": [
    { recipient: "mail:admin@example.org" },
    "message.replay recipient:mail:admin@example.org",
  ],
  "POST /agents/:id/forget": [{}, "agent.forget agent:1"],
  "POST /configuration/reload": [{}, "configuration.reload revision:7"],
  "POST /account/password": [
    { password: aPassword, fresh: "another long password", again: "another long password" },
    "user.password user:alice",
  ],
  "POST /account/sessions": [{ number: "others" }, "session.end user:alice"],
  "POST /logout": [{}, "logout user:alice"],
};

/** What a token may send to the API, and what is written down of it. */
const calls: Readonly<Record<string, readonly [body: Sent | undefined, deed: string]>> = {
  "POST /api/reschedule/all": [undefined, "reschedule checks that are not ok"],
  "DELETE /api/v1/agents/:id": [undefined, "agent.forget agent:1"],
  "POST /api/v1/targets/:id/reschedule": [undefined, "reschedule target:1"],
  "POST /api/v1/sites/:id/reschedule": [undefined, "reschedule site:1"],
  "POST /api/v1/reschedule": [undefined, "reschedule checks that are not ok"],
  "POST /api/v1/incidents/:id/acknowledge": [undefined, "incident.acknowledge incident:1"],
  "POST /api/v1/silences": [{ match: site, for: "1h" }, "silence.add silence:2"],
  "DELETE /api/v1/silences/:id": [undefined, "maintenance.end silence:1"],
  "POST /api/v1/maintenance/start": [{ match: site, for: "8h" }, "maintenance.add silence:1"],
  "POST /api/v1/maintenance/end": [{ match: site }, "maintenance.end silence:1"],
  "POST /api/v1/configuration/reload": [undefined, "configuration.reload revision:7"],
  "POST /api/v1/messages/:id/replay": [undefined, "message.replay message:1"],
};

/** Written down otherwise: what logging in and signed links leave has tests of its own, `/refresh` only sets a cookie. */
const others = ["POST /login", "POST /setup", "POST /refresh", "POST /act/:action/:id"];

test("every route that changes something is here", () => {
  const writes = Object.entries(accessTable).filter(
    ([route, access]) => !route.startsWith("GET ") && access !== "agent",
  );
  const known = [...Object.keys(forms), ...Object.keys(calls), ...others];
  expect(writes.map(([route]) => route).sort()).toEqual(known.sort());
});

const pathOf = (route: string) => route.replace(/^\w+ /, "").replace(":id", "1");

describe("a form that was taken is written down", () => {
  test.each(Object.entries(forms))("%s", async (route, [fields, deed]) => {
    await storeUser(database);
    const browser = visitor(server);
    await browser.logIn("alice", aPassword);
    const before = await deeds();
    expect((await browser.send(pathOf(route), fields)).status).toBe(303);
    expect((await deeds()).slice(before.length)).toEqual([`user:alice ${deed}`]);
  });
});

describe("a call of the API that was answered well is written down", () => {
  test.each(Object.entries(calls))("%s", async (route, [body, deed]) => {
    const { text } = await storeToken(database, { scopes: ["admin"] });
    const headers = { authorization: `Bearer ${text}`, "content-type": "application/json" };
    const [method = ""] = route.split(" ");
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const request = new Request(`http://localhost${pathOf(route)}`, { method, headers, ...sent });
    const before = await deeds();
    expect((await server.handle(request)).status).toBeOneOf([200, 201, 204]);
    expect((await deeds()).slice(before.length)).toEqual([`token:admin ${deed}`]);
  });
});

test("the first administrator is written down", async () => {
  const key = (await ensureSetupKey(database)) ?? "";
  const fields = { key, name: "root", fresh: aPassword, again: aPassword };
  expect((await visitor(server).ask("/setup", { method: "POST", fields })).status).toBe(303);
  expect(await deeds()).toContain("setup user.add user:root");
});

test("a form that changes nothing is not written down", async () => {
  await storeUser(database);
  const browser = visitor(server);
  await browser.logIn("alice", aPassword);
  await browser.send("/incidents/1/acknowledge", {});
  await browser.send("/notifications/1/replay", {});
  await browser.send("/agents/1/forget", {});
  const before = await deeds();
  await browser.send("/incidents/1/acknowledge", {});
  await browser.send("/notifications/1/replay", {});
  await browser.send("/notifications/replay", { recipient: "mail:nobody@example.org" });
  await browser.send("/agents/1/forget", {});
  await browser.send("/silences", { ...site, for: "never", comment: "", kind: "silence" });
  await browser.send("/silences/4711/end", {});
  expect(await deeds()).toEqual(before);
});
