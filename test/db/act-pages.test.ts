import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { loadSignedLinks, type SignedLink } from "../../src/server/auth/signed-links.ts";
import { storeIncident } from "../builders/stored-incident.ts";
import { connect, testDatabase } from "../harness/database.ts";
import { emptyTables } from "../harness/empty-tables.ts";
import { startForms } from "../harness/forms.ts";
import { foreignTags, mainOf, tagsOf, textOf } from "../harness/markup.ts";

const { database } = await testDatabase();
const browser = startForms(database);
const inFolder = startForms(database, "/argos");
const signed = await database.run(loadSignedLinks);
const hourMs = 3_600_000;

beforeEach(async () => {
  await emptyTables(database, "incident", "silence");
});

function pathOf(incidentId: number, overrides: Partial<SignedLink> = {}): string {
  return signed.sign({ action: "acknowledge", incidentId, expiresMs: Date.now() + hourMs, ...overrides });
}

/** Everything that a link could change. */
async function everything() {
  return await database.run(async (sql) => {
    const incidents = await sql`select id, acknowledged_at, acknowledged_by, remind_at from incident order by id`;
    const events = await sql`select id, kind, actor from incident_event order by id`;
    const silences =
      await sql`select id, kind, match, comment, created_by, starts_at, ends_at from silence order by id`;
    return { incidents: [...incidents], events: [...events], silences: [...silences] };
  });
}

describe.each(["acknowledge", "silence"] as const)("looking at a link to %s", (action) => {
  test.each(["GET", "HEAD", "OPTIONS"])("by %s changes nothing, however often", async (method) => {
    const path = pathOf(await storeIncident(database), { action });
    const before = await everything();
    for (let time = 0; time < 3; time += 1) await browser.ask(path, { method });
    expect(await everything()).toEqual(before);
  });

  test("asks about the incident by a form that works without script, and is neither kept nor indexed", async () => {
    const id = await storeIncident(database);
    const { status, headers, text } = await browser.ask(pathOf(id, { action }));
    expect(status).toBe(200);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-robots-tag")).toBe("noindex, nofollow");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(text).toContain("https://example.org");
    expect(textOf(text)).toContain("wrong status expected 200, got 503");
    expect(text).toContain(`href="/incidents/${id}"`);
    expect(tagsOf(mainOf(text)).filter((tag) => tag.startsWith("<form"))).toEqual([
      `<form method="post" action="/act/${action}/${id}">`,
    ]);
    expect(tagsOf(text).filter((tag) => tag.startsWith("<script"))).toEqual([]);
  });
});

test("the form's POST acknowledges; doing it twice is harmless, and the link then has nothing to ask", async () => {
  const path = pathOf(await storeIncident(database));
  expect((await browser.confirm(path)).text).toContain("Acknowledged");
  const once = await everything();
  expect(once.incidents).toMatchObject([{ acknowledged_by: "link", remind_at: null }]);
  expect(once.events).toMatchObject([{ kind: "acknowledged", actor: "link" }]);
  const { text } = await browser.ask(path);
  expect(text).toContain("acknowledged already");
  expect(tagsOf(mainOf(text)).some((tag) => tag.startsWith("<form"))).toBe(false);
});

test("the same form sent twice acknowledges once", async () => {
  const form = await browser.formOf(pathOf(await storeIncident(database)));
  await browser.send(form);
  const once = await everything();
  const { status, text } = await browser.send(form);
  expect(status).toBe(200);
  expect(text).toContain("acknowledged already");
  expect(await everything()).toEqual(once);
});

test("the form's POST silences the incident's site for two hours, and twice is one silence", async () => {
  const id = await storeIncident(database, { domain: "https://Cloud.example.org" });
  const form = await browser.formOf(pathOf(id, { action: "silence" }));
  const { text } = await browser.send(form);
  expect(text).toMatch(/no messages about this site until <?.*\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/);
  await browser.send(form);
  const { silences, events } = await everything();
  expect(events).toEqual([]);
  expect(silences).toHaveLength(1);
  expect(silences).toMatchObject([
    { kind: "silence", match: { domain: "https://cloud.example.org" }, created_by: `link:incident-${id}` },
  ]);
  const [lengthMs] = silences.map((one) => one.ends_at - one.starts_at);
  expect(lengthMs).toBeWithin(2 * hourMs, 3 * hourMs);
});

test("an incident of agents has no site to silence", async () => {
  const id = await storeIncident(database, { domain: "", url: "" });
  const path = pathOf(id, { action: "silence" });
  const { text } = await browser.ask(path);
  expect(text).toContain("nothing to silence");
  const fields = new URLSearchParams(path.split("?")[1]);
  expect((await browser.send({ action: `/act/silence/${id}`, fields })).text).toContain("nothing to silence");
  expect((await everything()).silences).toEqual([]);
});

test("an incident that is over is not acknowledged", async () => {
  const id = await storeIncident(database, { isClosed: true });
  const path = pathOf(id);
  expect((await browser.ask(path)).text).toContain("is over");
  const before = await everything();
  const { text } = await browser.send({
    action: `/act/acknowledge/${id}`,
    fields: new URLSearchParams(path.split("?")[1]),
  });
  expect(text).toContain("is over");
  expect(await everything()).toEqual(before);
});

describe("refused, by GET and by POST, with nothing changed:", () => {
  const past = { expiresMs: Date.now() - 1 };
  test.each<[string, number, string, (id: number) => string]>([
    ["no signature", 403, "does not work", (id) => `/act/acknowledge/${id}`],
    ["a signature of another action", 403, "does not work", (id) => pathOf(id).replace("acknowledge", "silence")],
    ["a signature of another incident", 403, "does not work", (id) => pathOf(id + 1).replace(`/${id + 1}?`, `/${id}?`)],
    ["a later expiry", 403, "does not work", (id) => pathOf(id).replace(/expires=1/, "expires=2")],
    ["a repeated field", 403, "does not work", (id) => `${pathOf(id)}&signature=x`],
    ["an expired link", 410, "too old", (id) => pathOf(id, past)],
    ["an expired link to silence", 410, "too old", (id) => pathOf(id, { ...past, action: "silence" })],
    ["an incident that is gone", 404, "no such incident", (id) => pathOf(id + 1)],
    ["an action that is none", 404, "no such page", (id) => pathOf(id).replace("acknowledge", "delete")],
  ])("%s is %d: %s", async (_name, status, said, pathFor) => {
    const id = await storeIncident(database);
    const before = await everything();
    const path = pathFor(id);
    const fields = new URLSearchParams(path.split("?")[1]);
    const answers = [await browser.ask(path), await browser.send({ action: path.split("?")[0] ?? "", fields })];
    for (const { status: got, text, headers } of answers) {
      expect(got).toBe(status);
      expect(text).toContain(said);
      expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(headers.get("x-robots-tag")).toBe("noindex, nofollow");
    }
    expect(await everything()).toEqual(before);
  });

  test("a POST whose signature is only in the address", async () => {
    const id = await storeIncident(database);
    const { status } = await browser.send({ action: pathOf(id), fields: new URLSearchParams() });
    expect(status).toBe(403);
    expect((await everything()).events).toEqual([]);
  });
});

test("one too many silences changes nothing and says so", async () => {
  const form = await browser.formOf(pathOf(await storeIncident(database), { action: "silence" }));
  await database.run(
    (sql) => sql`
      insert into silence (match, comment, created_by, ends_at)
      select '{"domain": "*"}', '', 'test', now() + interval '1 hour'
      from generate_series(1, 1000)`,
  );
  expect((await browser.send(form)).text).toContain("too many silences");
});

test.each([
  `<script>alert("1")</script>`,
  `"><img src=x onerror=alert(1)>`,
  `</title></form><svg/onload=alert(1)>`,
  `javascript:alert(1)`,
])("%s is text on every page of a link", async (hostile) => {
  const secret = "https://user:hunter2@example.org/?token=hunter2";
  const id = await storeIncident(database, { domain: `${secret}${hostile}`, url: secret, message: hostile });
  await database.run((sql) => sql`update incident set acknowledged_by = ${hostile}`);
  for (const action of ["acknowledge", "silence"] as const) {
    const path = pathOf(id, { action });
    for (const page of [await browser.ask(path), await browser.confirm(path)]) {
      expect(page.status).toBe(200);
      expect(foreignTags(page.text)).toEqual([]);
      expect(page.text).not.toContain("hunter2");
    }
  }
});

test("below a folder the form goes there", async () => {
  const { text } = await inFolder.ask(pathOf(await storeIncident(database)));
  expect(text).toMatch(/<form method="post" action="\/argos\/act\/acknowledge\/\d+">/);
});

test("servers that start together sign with one key", async () => {
  const { address } = await testDatabase();
  const servers = await Promise.all(Array.from({ length: 4 }, () => connect(address, { poolSize: 1 })));
  afterAll(async () => void (await Promise.all(servers.map((one) => one[Symbol.asyncDispose]()))));
  const loaded = await Promise.all(servers.map((one) => one.run(loadSignedLinks)));
  const link = { action: "acknowledge", incidentId: 1, expiresMs: 2 } as const;
  expect(new Set(loaded.map((one) => one.sign(link))).size).toBe(1);
  expect(signed.sign(link)).not.toBe(loaded[0]?.sign(link) ?? "");
});
