import { beforeEach, describe, expect, test } from "bun:test";
import { accessTable } from "../../src/server/auth/access.ts";
import { type Caller, nobody } from "../../src/server/auth/caller.ts";
import type { ReloadOutcome } from "../../src/server/config/reload.ts";
import { doneWords } from "../../src/server/pages/done.ts";
import { insertSilence } from "../../src/store/silences.ts";
import { storeIncident } from "../builders/incident.ts";
import { storeMessage, storeRecipient } from "../builders/message.ts";
import { aNewSilence } from "../builders/silence-order.ts";
import { storeTarget } from "../builders/stored-target.ts";
import { testDatabase } from "../harness/database.ts";
import { emptyTables } from "../harness/empty-tables.ts";
import { formsIn, startForms } from "../harness/forms.ts";
import { forgetIncidents } from "../harness/incidents.ts";
import { foreignTags, textOf } from "../harness/markup.ts";
import { anAdministrator, aReader } from "../harness/pages.ts";

const { database } = await testDatabase();
const reloads: string[] = [];
const applied: ReloadOutcome = { kind: "applied", applied: { added: 0, changed: 0, removed: 0, revision: 1 } };
const reload = async (source: string) => {
  reloads.push(source);
  return applied;
};
const browser = startForms(database, "", { reload });
const site = "https://example.org";
let ids: { readonly siteId: number; readonly targetId: number; readonly incidentId: number; readonly deadId: number };

beforeEach(async () => {
  reloads.length = 0;
  await emptyTables(database, "site", "agent");
  await forgetIncidents(database);
  const target = await storeTarget(database, { domain: site });
  const incident = await storeIncident(database, { subject: `target:${target.targetId}`, targetId: target.targetId });
  await storeRecipient(database);
  const deadId = await storeMessage(database, { state: "dead", incidentId: incident.id, causeId: incident.causeId });
  await database.run(
    (sql) => sql`
      insert into task (target_id, family, interval_seconds, phase_seconds, lease_seconds, visible_at)
      values (${target.targetId}, 0, 60, 0, 30, now() + interval '1 hour')`,
  );
  await database.run((sql) => sql`update agent set last_seen_at = now() - interval '1 hour'`);
  ids = { ...target, incidentId: incident.id, deadId };
});

/** Everything that a form could change. */
async function everything(): Promise<unknown> {
  return await database.run(async (sql) => [
    reloads.length,
    await sql`select id, acknowledged_at, acknowledged_by from incident order by id`,
    await sql`select id, kind, actor from incident_event order by id`,
    await sql`select id, kind, match, comment, created_by, starts_at, ends_at, ended_by from silence order by id`,
    await sql`select target_id, visible_at, token from task order by target_id`,
    await sql`select id, state, events, not_before from message order by id`,
    await sql`select id, name from agent order by id`,
  ]);
}

/** Every route of a page that changes something, with an id that is there. */
const formRoutes = Object.entries(accessTable)
  .filter(([route, access]) => /^POST \/(?!api\/)/.test(route) && (access === "write" || access === "administer"))
  .map(([route]) => route.slice("POST ".length).replace(":id", "1"));

test("there are forms to be refused", () => {
  expect(formRoutes.length).toBeGreaterThanOrEqual(11);
});

const good = { csrf: anAdministrator.kind === "user" ? anAdministrator.csrf : "" };
const fields = { domain: site, for: "2h", comment: "", kind: "silence", recipient: "mail:admin@example.org" };
const readers: Caller = aReader;

describe.each(formRoutes)("POST %s", (action) => {
  test.each([
    ["without the session's token", {}, {}],
    ["with an empty token", { csrf: "" }, {}],
    ["with the token of another session", { csrf: "another-csrf-token" }, {}],
    ["from another site, as the browser says", good, { "sec-fetch-site": "cross-site" }],
    ["from a neighbour of the same site", good, { "sec-fetch-site": "same-site" }],
    ["from another origin", good, { origin: "https://evil.example" }],
    ["from an origin that is hidden", good, { origin: "null" }],
  ] as const)("%s is refused and does nothing", async (_, csrf, headers) => {
    const before = await everything();
    const answer = await browser.send({ action, fields: new URLSearchParams({ ...fields, ...csrf }) }, headers);
    expect(answer.status).toBe(403);
    expect(answer.headers.get("location")).toBeNull();
    expect(await everything()).toEqual(before);
  });

  test.each([
    ["a reader", readers],
    ["a token that may all", { kind: "token", name: "t", scopes: ["admin"] } satisfies Caller],
  ] as const)("from %s is refused and does nothing", async (_, caller) => {
    const other = startForms(database, "", { reload, identify: async () => caller });
    const before = await everything();
    const answer = await other.send({ action, fields: new URLSearchParams({ ...fields, csrf: "another-csrf-token" }) });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(await everything()).toEqual(before);
  });

  test("from nobody leads to the login and does nothing", async () => {
    const other = startForms(database, "", { reload, identify: async () => nobody });
    const before = await everything();
    const answer = await other.send({ action, fields: new URLSearchParams({ ...fields, ...good }) });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/login"]);
    expect(await everything()).toEqual(before);
  });

  test("of something that is not there finds nothing and does nothing", async () => {
    if (!action.includes("/1")) return;
    const before = await everything();
    for (const id of ["999999", "0", "-1", "1e3", "abc", "9007199254740993", "99999999999999999999"]) {
      const form = { action: action.replace("/1", `/${id}`), fields: new URLSearchParams({ ...fields, ...good }) };
      expect((await browser.send(form)).status).toBe(404);
    }
    expect(await everything()).toEqual(before);
  });
});

describe("an incident", () => {
  const page = () => `/incidents/${ids.incidentId}`;

  test("is acknowledged by name, once, and the timeline says so", async () => {
    const answer = await browser.submit(page(), `${page()}/acknowledge`);
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toBe(`${page()}?done=acknowledged`);
    const { text } = await browser.follow(answer);
    expect(textOf(text)).toContain("Acknowledged: no more reminders");
    expect(textOf(text)).toMatch(/acknowledged .*? root/);
    expect(text).not.toContain("/acknowledge");
    const again = await browser.send({ action: `${page()}/acknowledge`, fields: new URLSearchParams(good) });
    expect(again.headers.get("location")).toBe(`${page()}?done=already-acknowledged`);
  });

  test("that is over is not acknowledged", async () => {
    const { id } = await storeIncident(database, { subject: "target:9", closedAt: new Date() });
    const answer = await browser.send({ action: `/incidents/${id}/acknowledge`, fields: new URLSearchParams(good) });
    expect(answer.headers.get("location")).toBe(`/incidents/${id}?done=incident-over`);
  });

  test.each([
    ["1h", 3_600_000],
    ["2h", 7_200_000],
    ["8h", 28_800_000],
    ["1d", 86_400_000],
    ["1w", 604_800_000],
  ])("silences its site for %s, and the page shows it with a button that ends it", async (length, ms) => {
    const answer = await browser.submit(page(), `${page()}/silence`, { for: length, comment: "new disk" });
    expect(answer.headers.get("location")).toBe(`${page()}?done=silenced`);
    const [row] = await database.run(
      (sql) =>
        sql`select match, kind, comment, created_by, extract(epoch from ends_at - starts_at)::int as s from silence`,
    );
    const made = { match: { domain: site }, kind: "silence", comment: "new disk", created_by: "root", s: ms / 1000 };
    expect(row).toEqual(made);
    const shown = await browser.follow(answer);
    expect(textOf(shown.text)).toMatch(/silenced until \S+ \S+ new disk root/);
    const ended = await browser.submit(page(), "/silences/1/end");
    expect(ended.headers.get("location")).toBe(`${page()}?done=silence-ended`);
    const after = textOf((await browser.follow(ended)).text);
    expect(after).toContain("silence ended root");
    expect(after).not.toContain("Silences of this site");
  });

  test("shows what keeps its messages back, whoever it was meant for", async () => {
    await database.transaction((tx) => insertSilence(tx, aNewSilence({ match: { domain: "*.org" }, by: "cli:ada" })));
    await database.transaction((tx) => insertSilence(tx, aNewSilence({ match: { domain: "*.net" }, by: "cli:bob" })));
    const text = textOf((await browser.ask(page())).text);
    expect(text).toContain("cli:ada");
    expect(text).not.toContain("cli:bob");
  });

  test("with a comment that is too long leads to the form where everything is typed already", async () => {
    const comment = "x".repeat(501);
    const answer = await browser.submit(page(), `${page()}/silence`, { for: "8h", comment });
    expect(answer.status).toBe(422);
    const [form] = [await browser.formTo("/silences", "/silences")];
    expect(form.fields.get("comment")).toBe("");
    expect(answer.text).toContain(comment);
    expect(answer.text).toContain(`value="${site}"`);
    expect(textOf(answer.text)).toContain("At most 500 characters.");
  });

  test("about agents is no site to silence", async () => {
    const { id } = await storeIncident(database, { subject: "agent:1", domain: "paris-1", url: "" });
    expect((await browser.ask(`/incidents/${id}`)).text).not.toContain(`/incidents/${id}/silence`);
    const form = { action: `/incidents/${id}/silence`, fields: new URLSearchParams({ ...good, for: "1h" }) };
    expect((await browser.send(form)).status).toBe(404);
  });
});

describe("a site", () => {
  test("is checked again at once", async () => {
    const answer = await browser.submit(`/sites/${ids.siteId}`, `/sites/${ids.siteId}/reschedule`);
    expect(answer.headers.get("location")).toBe(`/sites/${ids.siteId}?done=rescheduled`);
    expect(textOf((await browser.follow(answer)).text)).toContain("It will be checked again within moments.");
    const again = await browser.submit(`/sites/${ids.siteId}`, `/sites/${ids.siteId}/reschedule`);
    expect(again.headers.get("location")).toBe(`/sites/${ids.siteId}?done=nothing-rescheduled`);
  });

  test("is silenced, and the silence is ended from its page", async () => {
    const page = `/sites/${ids.siteId}`;
    const answer = await browser.submit(page, `${page}/silence`);
    expect(answer.headers.get("location")).toBe(`${page}?done=silenced`);
    const ended = await browser.submit(page, "/silences/1/end");
    expect(ended.headers.get("location")).toBe(`${page}?done=silence-ended`);
  });

  test("with a password in its domain is silenced all the same, and the password is shown nowhere", async () => {
    const { siteId } = await storeTarget(database, { domain: "https://ada:hunter2@secret.example" });
    const page = `/sites/${siteId}`;
    const answer = await browser.submit(page, `${page}/silence`);
    const shown = await browser.follow(answer);
    expect(textOf(shown.text)).toContain("Silences of this site");
    expect(shown.text + (await browser.ask("/silences")).text).not.toContain("hunter2");
  });
});

test("a target is checked again at once", async () => {
  const page = `/targets/${ids.targetId}`;
  const answer = await browser.submit(page, `${page}/reschedule`);
  expect(answer.headers.get("location")).toBe(`${page}?done=rescheduled`);
});

test("from the summary all that is not ok is checked again at once", async () => {
  const answer = await browser.submit("/", "/reschedule");
  expect(answer.headers.get("location")).toBe("/?done=rescheduled");
  expect(textOf((await browser.follow(answer)).text)).toContain("It will be checked again");
});

describe("a dead letter", () => {
  test("is sent again", async () => {
    const answer = await browser.submit("/notifications", `/notifications/${ids.deadId}/replay`);
    expect(answer.headers.get("location")).toBe("/notifications?done=replayed");
    const again = { action: `/notifications/${ids.deadId}/replay`, fields: new URLSearchParams(good) };
    expect((await browser.send(again)).headers.get("location")).toBe("/notifications?done=nothing-replayed");
  });

  test("is sent again with all others of its recipient", async () => {
    await storeMessage(database, { state: "dead", causeId: 77 });
    const answer = await browser.submit("/notifications", "/notifications/replay");
    expect(answer.headers.get("location")).toBe("/notifications?done=replayed");
    expect((await browser.ask("/notifications?state=dead")).text).not.toContain("/replay");
    const replay = (recipient: string) =>
      browser.send({ action: "/notifications/replay", fields: new URLSearchParams({ ...good, recipient }) });
    expect((await replay("nobody")).headers.get("location")).toBe("/notifications?done=nothing-replayed");
    expect((await replay("x\0")).status).toBe(422);
  });
});

describe("an agent", () => {
  test("that is gone is forgotten", async () => {
    const answer = await browser.submit("/agents", "/agents/1/forget");
    expect(answer.headers.get("location")).toBe("/agents?done=agent-forgotten");
    expect((await browser.follow(answer)).text).not.toContain("paris-1");
  });

  test("that lives has no such button, and is not forgotten", async () => {
    await database.run((sql) => sql`update agent set last_seen_at = now()`);
    expect((await browser.ask("/agents")).text).not.toContain("/forget");
    const answer = await browser.send({ action: "/agents/1/forget", fields: new URLSearchParams(good) });
    expect(answer.headers.get("location")).toBe("/agents?done=agent-alive");
  });
});

describe("what was done", () => {
  test.each([...doneWords])("%s is said once, in a status", async (word) => {
    const { text } = await browser.ask(`/silences?done=${word}`);
    expect(text.match(/role="status"/g)).toHaveLength(1);
  });

  test.each(["", "hello", "<script>alert(1)</script>", "constructor", "__proto__"])("%j is not said", async (word) => {
    const { text } = await browser.ask(`/silences?done=${encodeURIComponent(word)}`);
    expect(text).not.toContain('role="status"');
    expect(foreignTags(text)).toEqual([]);
  });
});

/** Chooses how often that person's own browser asks again. */
const ownForms = ["/refresh"];

test("who may only look sees no form that changes something", async () => {
  const looking = startForms(database, "", { identify: async () => aReader });
  const paths = ["/", `/sites/${ids.siteId}`, `/targets/${ids.targetId}`, `/incidents/${ids.incidentId}`];
  for (const path of [...paths, "/silences", "/notifications", "/agents", "/configuration"]) {
    const { status, text } = await looking.ask(path);
    expect(status).toBe(200);
    expect(formsIn(text).filter((form) => !ownForms.includes(form.action))).toEqual([]);
  }
});

test("below a folder forms go there, and lead back there", async () => {
  const inFolder = startForms(database, "/argos");
  const form = await inFolder.formTo(`/sites/${ids.siteId}`, `/argos/sites/${ids.siteId}/reschedule`);
  const answer = await inFolder.send({ ...form, action: form.action.replace("/argos", "") });
  expect(answer.headers.get("location")).toBe(`/argos/sites/${ids.siteId}?done=rescheduled`);
});
