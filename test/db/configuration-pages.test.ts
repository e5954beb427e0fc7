import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { loggerOf } from "../../src/base/log.ts";
import { type ServerWatch, watchServers } from "../../src/server/config/server-watch.ts";
import { insertAttempt } from "../../src/store/config-attempts.ts";
import { insertConfigRevision } from "../../src/store/config-revisions.ts";
import { anAgentRow } from "../builders/agent-row.ts";
import { manySites } from "../builders/configuration.ts";
import { probeSettings } from "../builders/probe-settings.ts";
import { testDatabase } from "../harness/database.ts";
import { emptyTables } from "../harness/empty-tables.ts";
import { startForms } from "../harness/forms.ts";
import { foreignTags, textOf } from "../harness/markup.ts";
import { aReader } from "../harness/pages.ts";
import { startAfresh, watch } from "../harness/queue.ts";
import { serverPlace } from "../harness/server-place.ts";

const { database } = await testDatabase({ poolSize: 6 });
const site = (name: string) => `  - domain: https://${name}.test\n    paths: [{path: /, checks: [status-is: 200]}]\n`;
const watching = (...names: string[]) => `websites:\n${names.map(site).join("")}`;
const place = serverPlace(database, watching("kept"), "here:1");
afterAll(() => place[Symbol.dispose]());
let servers: ServerWatch;

beforeEach(async () => {
  await startAfresh(database);
  await emptyTables(database, "config_attempt", "server");
  await servers?.[Symbol.asyncDispose]();
  servers = await watchServers({ db: database, server: "here:1", version: "0", log: loggerOf("test") });
  place.write(watching("kept"));
});
afterAll(() => servers[Symbol.asyncDispose]());

const withReload = () => startForms(database, "", { reload: place.reload, servers });
const reload = (browser = withReload()) => browser.submit("/configuration", "/configuration/reload");

test("before the first configuration the page says so", async () => {
  const text = textOf((await withReload().ask("/configuration")).text);
  expect(text).toContain("No configuration was applied yet");
  expect(text).toContain("No attempt was recorded yet.");
});

test("the button reads the file again, and the page says what that changed", async () => {
  const browser = withReload();
  await reload();
  place.write(watching("new"));
  const answer = await reload();
  expect(answer.headers.get("location")).toBe("/configuration?done=reloaded");
  const text = textOf((await browser.follow(answer)).text);
  for (const said of [
    "The configuration was read again and is in force.",
    "Revision 2 is in force",
    "Sites 1 Targets 1 Checks 1",
    "What revision 2 changed",
    "1 target removed Site Target https://kept.test GET /",
    "1 target added Site Target https://new.test GET /",
    "here:1 runs page in force revision 2",
  ]) {
    expect(text).toContain(said);
  }
});

test("a file with problems changes nothing: each stands on the page, and every page leads there", async () => {
  const browser = withReload();
  await reload();
  place.write(`${watching("kept")}  - domian: https://typo.test\n`);
  const answer = await reload();
  expect(answer.headers.get("location")).toBe("/configuration?done=not-reloaded");
  const text = textOf((await browser.follow(answer)).text);
  expect(text).toContain("The configuration was not reloaded");
  expect(text).toContain("Revision 1 is in force");
  expect(text).toContain("What keeps here:1 from reading it again");
  expect(text).toContain(`${place.file}:4:5 "domain" is missing here`);
  expect(text).toContain('unknown key "domian" (did you mean "domain"?)');
  expect(text).toContain("here:1 runs page refused");
  for (const path of ["/", "/sites", "/incidents", "/silences", "/agents", "/nothing"]) {
    const page = await browser.ask(path);
    expect(textOf(page.text)).toContain("could not be read again by here:1");
    expect(page.text).toContain('href="/configuration"');
  }
  place.write(watching("kept"));
  await reload();
  expect((await browser.ask("/")).text).not.toContain("could not be read again");
});

test("the alarm is for those who may see private things", async () => {
  place.write("websites: 1\n");
  await reload();
  const shown = { servers, identify: async () => ({ kind: "nobody" }) as const };
  const text = textOf((await startForms(database, "", shown).ask("/")).text);
  expect(text).not.toContain("could not be read");
  for (const part of ["Configuration", "Agents", "Notifications"]) expect(text).not.toContain(part);
  const reading = startForms(database, "", { servers, identify: async () => aReader });
  expect((await reading.ask("/")).text).toContain("could not be read again by here:1");
});

test("attempts of two servers stand beside each other, and the one that is gone raises nothing", async () => {
  await reload();
  const problems = [
    { file: "argos.yaml", line: 1, column: 2, message: "wrong" },
    { file: "argos.yaml", line: null, column: null, message: "too" },
  ];
  await database.run((sql) =>
    insertAttempt(sql, { server: "there:2", source: "start", outcome: "refused", revision: null, problems }),
  );
  await servers.refresh();
  const text = textOf((await withReload().ask("/configuration")).text);
  expect(text).toContain("there:2 start refused argos.yaml:1:2 wrong and 1 more");
  expect(text).toContain("here:1 runs page in force revision 1");
  expect(text).not.toContain("What keeps");
});

describe("revisions", () => {
  test("are listed page after page, each once, and each shows what it changed", async () => {
    for (let each = 0; each < 45; each += 1) await watch(database, manySites(1 + (each % 2)));
    const browser = withReload();
    const met: string[] = [];
    let path: string | undefined = "/configuration";
    for (let page = 0; path !== undefined && page < 10; page += 1) {
      const { text } = await browser.ask(path);
      met.push(...[...text.matchAll(/\/configuration\?revision=(\d+)/g)].map((match) => match[1] ?? ""));
      path = /<a rel="next" href="([^"]+)"/.exec(text)?.[1]?.replaceAll("&amp;", "&");
    }
    expect(met).toEqual(Array.from({ length: 45 }, (_, index) => String(45 - index)));
    const { text } = await browser.ask("/configuration?revision=2");
    expect(textOf(text)).toContain("What revision 2 changed 1 target added Site Target https://site1.test GET /");
  });

  test("of an older version say what is not known", async () => {
    await database.run(
      (sql) => sql`
        insert into config_revision (digest, probe, added, changed, removed)
        values ('d', '{}', 3, 0, 0)`,
    );
    const text = textOf((await withReload().ask("/configuration")).text);
    expect(text).toContain("Sites – Targets – Checks –");
    expect(text).toContain("Which targets it changed is kept no longer.");
  });

  test("that changed no target say so", async () => {
    await watch(database, manySites(1));
    await watch(
      database,
      manySites(1).map((one) => ({ ...one, labels: { owner: "x" } })),
    );
    expect(textOf((await withReload().ask("/configuration")).text)).toContain(
      "No target was added, changed or removed",
    );
  });

  test.each([
    ["/configuration?revision=999", 404],
    ["/configuration?revision=abc", 404],
    ["/configuration?cursor=abc", 400],
  ])("%s answers %d", async (path, status) => {
    await watch(database, manySites(1));
    expect((await withReload().ask(path)).status).toBe(status);
  });
});

const hostile = [
  `<script>alert("1")</script>`,
  `"><img src=x onerror=alert(1)>`,
  `</title></textarea><svg/onload=alert(1)>`,
  "x".repeat(500),
  "\u05D0\u05D1 \u202Eevil",
];

test.each(hostile)("%s is text on the pages of configuration and agents", async (text) => {
  const target = { domain: text, method: text, url: `${text}/1` };
  const diff = { added: [target], changed: [target], removed: [target] };
  const size = { added: 1, changed: 1, removed: 1, sites: 1, targets: 1, checks: 1, runsPerMinute: 1 };
  await database.run((sql) => insertConfigRevision(sql, { digest: text, probe: probeSettings(), diff, ...size }));
  const problem = { file: text, line: 1, column: 1, message: text };
  const attempt = { server: "here:1", source: "api", outcome: "refused", revision: null, problems: [problem] } as const;
  await database.run((sql) => insertAttempt(sql, attempt));
  await database.run((sql) => insertAttempt(sql, { ...attempt, server: text }));
  await database.run((sql) => sql`insert into server (name, version) values (${text}, ${text})`);
  await database.run(
    (sql) => sql`
      insert into agent (name, instance, version, isolated_at, isolation)
      values (${text}, 'i', ${text.slice(0, 50)}, now(), ${text})`,
  );
  await servers.refresh();
  for (const path of ["/configuration", "/agents", "/"]) {
    const page = await withReload().ask(path);
    expect(page.status).toBe(200);
    expect(textOf(page.text).toLowerCase()).toContain(text.toLowerCase());
    expect(foreignTags(page.text)).toEqual([]);
  }
});

test("two hundred long addresses and as many problems as are kept stay below 100 kB", async () => {
  const target = { domain: `https://${"d".repeat(60)}.example.org`, method: "GET", url: `https://${"u".repeat(150)}` };
  const diff = { added: Array(67).fill(target), changed: Array(67).fill(target), removed: Array(66).fill(target) };
  const size = { added: 1e6, changed: 1e6, removed: 1e6, sites: 1e6, targets: 2e6, checks: 6e6, runsPerMinute: 1e6 };
  await database.run((sql) => insertConfigRevision(sql, { digest: "d", probe: probeSettings(), diff, ...size }));
  const problems = Array.from({ length: 50 }, (_, line) => ({
    file: "conf.d/asso.yml",
    line: line + 1,
    column: 1,
    message: "m".repeat(300),
  }));
  const attempt = { server: "here:1", source: "signal", outcome: "refused", revision: null, problems } as const;
  for (let each = 0; each < 20; each += 1) await database.run((sql) => insertAttempt(sql, attempt));
  const { text } = await withReload().ask("/configuration");
  expect(text).toContain("Only the first 66 are shown.");
  expect(new TextEncoder().encode(text).length).toBeLessThan(100_000);
});

describe("the page of agents", () => {
  const store = async (overrides: Parameters<typeof anAgentRow>[0], seconds = 0) => {
    const { name, version, load, runsPerMinute, isolation } = anAgentRow(overrides);
    await database.run(
      (sql) => sql`
        insert into agent (
          name, instance, version, in_flight, slots, cpu_share, limited, recent_runs, last_seen_at, isolated_at, isolation
        )
        values (
          ${name}, 'i', ${version}, ${load?.inFlight ?? null}, ${load?.slots ?? null}, ${load?.cpuShare ?? null},
          ${load?.limited ?? null}, ${runsPerMinute}, now() - make_interval(secs => ${seconds}),
          ${isolation === null ? null : new Date()}, ${isolation}
        )`,
    );
  };
  const read = async () => textOf((await withReload().ask("/agents")).text);

  test("says how to start one where there is none", async () => {
    expect(await read()).toContain("No agent is at work");
    expect(await read()).toContain("argos serve --with-agent");
  });

  test("says what each carries, and who is gone or not believed", async () => {
    await store({
      name: "busy",
      load: { inFlight: 60, slots: 64, cpuShare: 0.93, limited: true },
      runsPerMinute: 1234,
    });
    await store({ name: "quiet-about-it", load: null });
    await store({ name: "cut-off", isolation: "none of its canaries answered" });
    await store({ name: "lost" }, 3600);
    const text = await read();
    expect(text).toContain("2 agents are at work");
    expect(text).toMatch(/busy believed just now \d+ (?:ms|s) 60 of 64 93% is the limit 1,23\d/);
    expect(text).toMatch(/quiet-about-it believed just now \d+ (?:ms|s) – –/);
    expect(text).toContain("none of its canaries answered");
    expect(text).toMatch(/lost gone 1 h ago a-csrf-token Forget/);
  });

  test("says when more of them are needed", async () => {
    await watch(database, manySites(10, { intervalMs: 10_000 }));
    await store({ load: { inFlight: 64, slots: 64, cpuShare: 0.2, limited: false }, runsPerMinute: 43 });
    const text = await read();
    expect(text).toContain("Wanted by the configuration 60 probes a minute");
    expect(text).toContain("You need about 1.4 agents for this and have 1");
  });

  test("says that nobody can tell while they are idle", async () => {
    await watch(database, manySites(1));
    await store({ load: { inFlight: 0, slots: 64, cpuShare: 0.001, limited: false } });
    expect(await read()).toContain("not to be told");
  });
});
