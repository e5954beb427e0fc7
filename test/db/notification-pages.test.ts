import { beforeAll, expect, test } from "bun:test";
import { storeIncident } from "../builders/incident.ts";
import { storeMessage, storeRecipient } from "../builders/message.ts";
import { testDatabase } from "../harness/database.ts";
import { textOf } from "../harness/markup.ts";
import { openApp } from "../harness/pages.ts";

const empty = await testDatabase();
const { database } = await testDatabase();
const get = openApp(database);
let told: { readonly id: number; readonly causeId: number };

test.each([
  ["/notifications", ["Messages go out", "No message yet.", "Nobody gets messages yet."]],
  ["/notifications?state=dead", ["No such message."]],
])("without any message %s says so", async (path, texts) => {
  const { status, text } = await openApp(empty.database)(path);
  expect(status).toBe(200);
  for (const one of texts) expect(textOf(text)).toContain(one);
});

beforeAll(async () => {
  told = await storeIncident(database);
  await storeMessage(database, { incidentId: told.id, causeId: told.causeId });
  await storeRecipient(database, { id: "mail:admin@example.org" });
  const failing = {
    failingSince: new Date(Date.now() - 125 * 60_000),
    lastError: "connect ECONNREFUSED 192.0.2.25:25",
  };
  await storeRecipient(database, { id: "asso-42/gotify:push.example.org#1", ...failing });
  const refusal = { lastError: "HTTP 404: there is nothing", lastSentAt: null };
  await storeRecipient(database, { id: "webhook:refuses.example.org#1", ...refusal });
  const next = { lastSentAt: null, visibleAt: new Date("2099-01-02T03:04:05Z") };
  await storeRecipient(database, { id: "mail:later@example.org", ...next });
  const said = { answer: "550 no such mailbox", title: "CRITICAL: lost.example.org", attempts: 31 };
  await storeMessage(database, { state: "dead", incidentId: told.id, causeId: told.causeId, ...said });
  await storeMessage(database, { state: "waiting", title: "", answer: "", attempts: 0, causeId: 991 });
  await storeMessage(database, { state: "sealed", answer: "timeout after 30 s", attempts: 2, causeId: 992 });
  await storeMessage(database, { state: "dropped", causeId: 993, answer: "recipient left the configuration" });
});

test("says who cannot be reached since when and why, and what was given up", async () => {
  const text = textOf((await get("/notifications")).text);
  for (const one of [
    "1 recipient cannot be reached, 1 message was given up",
    "asso-42/gotify:push.example.org#1 not reached 2 h 5 min",
    "connect ECONNREFUSED 192.0.2.25:25",
    "550 no such mailbox",
    "timeout after 30 s",
    "recipient left the configuration",
    "mail:admin@example.org reached 5 min ago",
    "webhook:refuses.example.org#1 not taken HTTP 404: there is nothing nothing sent yet",
    "mail:later@example.org nothing sent yet next 2099-01-02 03:04:05",
  ]) {
    expect(text).toContain(one);
  }
});

test("names first who cannot be reached, then who took no message", async () => {
  const text = textOf((await get("/notifications")).text);
  const order = ["Who gets messages", "asso-42/gotify", "webhook:refuses", "mail:admin", "mail:later", "dead letters"];
  expect(order.map((one) => text.indexOf(one))).toEqual(
    order.map((one) => text.indexOf(one)).toSorted((a, b) => a - b),
  );
});

test("says how a dead letter is sent again, and only for dead letters", async () => {
  const { text } = await get("/notifications");
  const [dead] = await database.run((sql) => sql<{ id: number }[]>`select id from message where state = 'dead'`);
  const said = textOf(text);
  expect([...said.matchAll(/argos message replay (\d+)/g)].map((match) => match[1])).toEqual([String(dead?.id)]);
  expect(said).toContain("argos message replay ID");
  expect(said).toContain("/api/v1/messages/ID/replay");
  expect(text).toContain("ARGOS_TOKEN");
  expect((await get("/notifications?state=sent")).text).not.toContain("replay");
});

test("leads from a message to the cause that it tells of", async () => {
  expect((await get("/notifications?state=dead")).text).toContain(`href="/incidents?cause=${told.causeId}"`);
});

test("shows one state page after page, each message once", async () => {
  for (let each = 0; each < 120; each += 1) await storeMessage(database, { causeId: 500 });
  const wanted = await database.run(
    (sql) => sql<{ n: number }[]>`select count(*)::int as n from message where state = 'sent'`,
  );
  let met = 0;
  let path: string | undefined = "/notifications?state=sent";
  for (let page = 0; path !== undefined && page < 10; page += 1) {
    const { text } = await get(path);
    met += [...text.matchAll(/<th scope="row">mail:admin@example\.org<\/th><td>CRITICAL/g)].length;
    path = /<a rel="next" href="([^"]+)"/.exec(text)?.[1]?.replaceAll("&amp;", "&");
  }
  expect(met).toBe(wanted[0]?.n ?? -1);
});

test.each([
  "/notifications?cursor=abc",
  "/notifications?cursor=eyJpZCI6MX0",
  "/notifications?state=sent&cursor=eyJtZXNzYWdlSWQiOi0xfQ",
])("%s is refused: the cursor is of no list", async (path) => {
  expect((await get(path)).status).toBe(400);
});
