import { beforeAll, describe, expect, test } from "bun:test";
import { anAnswerEvidence } from "../builders/evidence.ts";
import { storeFarm } from "../builders/farm.ts";
import { storeDeed, storeIncident, storeOutage } from "../builders/incident.ts";
import { storeMessage } from "../builders/message.ts";
import { storeTarget } from "../builders/stored-target.ts";
import { testDatabase } from "../harness/database.ts";
import { textOf } from "../harness/markup.ts";
import { aReader, openApp } from "../harness/pages.ts";

const empty = await testDatabase();
const { database } = await testDatabase();
const get = openApp(database);
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const failed = minutesAgo(90);
const recovered = minutesAgo(30);

let lasting: { readonly id: number; readonly causeId: number };
let over: { readonly id: number; readonly causeId: number };
let ids: { readonly siteId: number; readonly targetId: number };

beforeAll(async () => {
  await storeFarm(database, 3);
  ids = await storeTarget(database, { slots: [failed], evidence: anAnswerEvidence({ bodyStart: "down for repair" }) });
  const { targetId } = ids;
  lasting = await storeIncident(database, {
    subject: `target:${targetId}`,
    targetId,
    openedAt: failed,
    firstSlot: failed,
    labels: { owner: "asso-42" },
  });
  await storeDeed(database, { incidentId: lasting.id, kind: "acknowledged", actor: "cli:ada@desk", message: "" });
  await storeMessage(database, { incidentId: lasting.id, causeId: lasting.causeId, title: "CRITICAL: example.org" });
  over = await storeIncident(database, {
    subject: "target:77",
    domain: "https://over.example.org",
    openedAt: failed,
    closedAt: recovered,
    cause: { value: "198.51.100.9" },
  });
});

/** A page as a reader sees it. */
async function read(path: string): Promise<string> {
  const { status, text } = await get(path);
  expect(status).toBe(200);
  return textOf(text);
}

describe("with nothing to show", () => {
  test.each([
    ["/incidents", ["No incident is open", "None has ended yet."]],
    ["/incidents?state=open&search=x", ["No incident matches."]],
    ["/incidents?state=closed&severity=critical", ["No incident matches."]],
    ["/incidents?cause=5", ["There is no such cause.", "No incident matches."]],
  ])("%s says so", async (path, texts) => {
    const { status, text } = await openApp(empty.database)(path);
    expect(status).toBe(200);
    for (const one of texts) expect(textOf(text)).toContain(one);
  });
});

describe("the page of an incident", () => {
  test("says why, since when, how long, by whom it was seen, where it is defined and who looks after it", async () => {
    const text = await read(`/incidents/${lasting.id}`);
    for (const one of [
      "critical https://example.org",
      "wrong status expected 200, got 503",
      "Now critical Worst critical",
      "Lasts 1 h 30 min",
      "Acknowledged cli:ada@desk",
      "Defined at conf.d/asso.yml:214",
      "owner asso-42",
      "1 site on 192.0.2.7: connection refused since",
    ]) {
      expect(text).toContain(one);
    }
  });

  test("shows what was seen at the failure beside that it has not recovered", async () => {
    const text = await read(`/incidents/${lasting.id}`);
    expect(text).toContain("Seen at the first failure");
    expect(text).toContain("down for repair");
    expect(text).toContain("It has not recovered yet.");
  });

  test("shows what was seen at the recovery", async () => {
    const domain = "https://back.example.org";
    const { targetId } = await storeTarget(database, { domain, slots: [failed], evidence: anAnswerEvidence() });
    await database.run(
      (sql) => sql`
        insert into evidence (target_id, slot, observation)
        values (${targetId}, ${recovered}, ${JSON.stringify(anAnswerEvidence({ bodyStart: "welcome back" }))}::text::jsonb)`,
    );
    const subject = `target:${targetId}`;
    const { id } = await storeIncident(database, { subject, targetId, domain, firstSlot: failed, closedAt: recovered });
    const text = await read(`/incidents/${id}`);
    expect(text).toContain("Service Unavailable");
    expect(text).toContain("welcome back");
  });

  test("tells events in their order, and who got which message", async () => {
    const text = await read(`/incidents/${lasting.id}`);
    const order = ["What happened", "opened", "acknowledged", "cli:ada@desk", "Who was told", "mail:admin@example.org"];
    const places = order.map((one, index) => text.indexOf(one, index === 0 ? 0 : text.indexOf(order[index - 1] ?? "")));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(text).toContain("opened, acknowledged sent CRITICAL: example.org 250 2.0.0 Ok: queued");
  });

  test("links to its site, its target and its cause", async () => {
    const { text } = await get(`/incidents/${lasting.id}`);
    expect(text).toContain(`href="/sites/${ids.siteId}"`);
    expect(text).toContain(`href="/targets/${ids.targetId}"`);
    expect(text).toContain(`href="/incidents?cause=${lasting.causeId}"`);
  });

  test("that nobody has acknowledged says how to, and one that is over does not", async () => {
    const { id } = await storeIncident(database, { subject: "target:78", cause: { value: "198.51.100.10" } });
    const reading = openApp(database, "", { identify: async () => aReader });
    expect(textOf((await reading(`/incidents/${id}`)).text)).toContain(`POST /api/v1/incidents/${id}/acknowledge`);
    expect((await get(`/incidents/${id}`)).text).toContain(`action="/incidents/${id}/acknowledge"`);
    expect(await read(`/incidents/${over.id}`)).not.toContain("/acknowledge");
    expect(await read(`/incidents/${lasting.id}`)).not.toContain("/acknowledge");
  });

  test("that flaps says so with the numbers of the rule and the latest changes", async () => {
    const { targetId } = await storeTarget(database, { domain: "https://flap.example.org" });
    await database.run(
      (sql) => sql`
        update check_state
        set flapping = true, changes_at = array['2026-01-02 03:04:05+00', '2026-01-02 03:06:05+00']::timestamptz[]
        where target_id = ${targetId}`,
    );
    const flaps = { flapping: true, cause: { value: "198.51.100.11" } };
    const { id } = await storeIncident(database, { subject: `target:${targetId}`, targetId, ...flaps });
    const text = await read(`/incidents/${id}`);
    expect(text).toContain("Flapping: it changed between ok and not ok 3 times or more within 15 min");
    expect(text).toContain("its worst, critical, until it was steady for 15 min");
    expect(text).toContain("2026-01-02 03:04:05, 2026-01-02 03:06:05");
  });

  test("that flapped and is over says what it did and what was wrong", async () => {
    const flapped = { flapping: true, openedAt: failed, closedAt: recovered, cause: { value: "198.51.100.12" } };
    const { id } = await storeIncident(database, { subject: "target:79", ...flapped });
    const text = await read(`/incidents/${id}`);
    expect(text).toContain("It flapped: it changed between ok and not ok 3 times or more within 15 min.");
    expect(text).toContain("What was wrong: wrong status");
    expect(text).not.toContain("it counts as its worst");
  });

  test("whose target left the configuration says so", async () => {
    const text = await read(`/incidents/${over.id}`);
    expect(text).toContain("https://over.example.org (It left the configuration.)");
    expect(text).toContain("Lasted 1 h");
    expect(text).toContain("Nothing is kept of it any more.");
  });

  test.each([
    ["agent:1", "paris-1", "agent-isolated", "Agent paris-1", "agent not believed"],
    ["agents", "", "no-agent", "Agents", "no agent"],
  ] as const)("of %s is about agents", async (subject, domain, reason, name, why) => {
    const cause = { kind: "agents", value: domain, key: `agents ${subject}`, reason } as const;
    const about = { subject, domain, url: "", checkKey: "", definedAt: "", reason, message: "no canary answered" };
    const { id } = await storeIncident(database, { ...about, cause });
    const text = await read(`/incidents/${id}`);
    for (const one of [`critical ${name}`, why, "no canary answered", `${name}: ${why} since`]) {
      expect(text).toContain(one);
    }
    expect(text).not.toContain("Seen at the first failure");
  });
});

describe("when many incidents share a cause", () => {
  const shared = testDatabase();

  beforeAll(async () => {
    const { database: storm } = await shared;
    await storeFarm(storm, 3);
    await storeOutage(storm, { incidents: 824, causes: 1 });
    await storeIncident(storm, { domain: "https://alone.example.org", cause: { value: "203.0.113.5" } });
  });

  test("the summary says it once, with the sites, and lists those that stand alone", async () => {
    const { text } = await openApp((await shared).database)("/");
    expect(textOf(text)).toMatch(/412 sites on 192\.0\.2\.1: connection refused since (\d{4}-\d\d-\d\d )?\d\d:\d\d/);
    expect(textOf(text)).toContain("and 409 more");
    expect(textOf(text)).toContain("https://alone.example.org");
    expect([...text.matchAll(/href="\/incidents\/\d+"/g)]).toHaveLength(1);
    expect(text.indexOf("412 sites")).toBeLessThan(text.indexOf("alone.example.org"));
    expect(text.indexOf("alone.example.org")).toBeLessThan(text.indexOf("Longest wait"));
  });

  test("its page lists its incidents, page after page, each once", async () => {
    const met: string[] = [];
    let path: string | undefined = "/incidents?cause=1&state=open";
    for (let page = 0; path !== undefined && page < 20; page += 1) {
      const { text } = await openApp((await shared).database)(path);
      met.push(...[...text.matchAll(/href="\/incidents\/(\d+)"/g)].map((match) => match[1] ?? ""));
      path = /<a rel="next" href="([^"]+)"/.exec(text)?.[1]?.replaceAll("&amp;", "&");
    }
    expect(met).toHaveLength(412);
    expect(new Set(met).size).toBe(412);
  });

  test("filters narrow the list and keep what was asked for", async () => {
    const { text } = await openApp((await shared).database)("/incidents?search=SITE-00000&severity=warning&state=open");
    expect(text).toContain('value="SITE-00000"');
    expect(text).toMatch(/<option[^>]* value="warning"[^>]* selected|<option[^>]* selected[^>]* value="warning"/);
    expect([...text.matchAll(/href="\/incidents\/\d+"/g)].length).toBe(3);
  });
});

test("what a reason already says is not said twice", async () => {
  const reason = { reason: "connection-refused", message: "connection refused" } as const;
  const { id } = await storeIncident(database, { subject: "target:178", ...reason });
  const { text } = await get(`/incidents/${id}`);
  expect(text).not.toContain("<small>connection refused</small>");
  expect(textOf(text)).toContain("critical opened connection refused");
});

test("target and site lead to their open incident", async () => {
  for (const path of [`/targets/${ids.targetId}`, `/sites/${ids.siteId}`]) {
    const { text } = await get(path);
    expect(text).toContain(`href="/incidents/${lasting.id}"`);
    expect(textOf(text)).toContain("Open incident, critical: wrong status, 1 h 30 min");
  }
  expect((await get("/sites/1")).text).not.toContain("Open incident");
});

test("the summary marks an isolated agent with the reason", async () => {
  await database.run(
    (sql) => sql`update agent set isolated_at = now(), isolation = '9 of 10 probes failed' where name = 'paris-1'`,
  );
  expect(await read("/")).toMatch(/paris-1 isolated .*9 of 10 probes failed Its results are kept and move nothing/);
  await database.run((sql) => sql`update agent set isolated_at = null, isolation = null`);
  expect(await read("/")).toContain("paris-1 believed");
});

test("no data is explained once where it is shown, on the summary and on the target", async () => {
  await database.run(
    (sql) => sql`update check_state set severity = 1, reason = 44 where target_id in (1, 2, ${ids.targetId})`,
  );
  for (const path of ["/", `/targets/${ids.targetId}`]) {
    const text = await read(path);
    expect(text.split("no data: No result came in for three intervals").length - 1).toBe(1);
  }
});

test.each([
  ["/incidents/999999", 404],
  ["/incidents/0", 404],
  ["/incidents/abc", 404],
  ["/incidents?cursor=abc", 400],
  ["/incidents?state=closed&cursor=abc", 400],
])("%s is a page with status %d", async (path, status) => {
  const answer = await get(path);
  expect(answer.status).toBe(status);
  expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
});
