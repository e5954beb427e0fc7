import { afterAll, beforeAll, expect, test } from "bun:test";
import { type Reason, reasonOfCode } from "../../src/checks/reason.ts";
import { usageOf } from "../bench/processes.ts";
import { startCertificateFarm } from "../farm/certificate-farm.ts";
import { createAuthority } from "../farm/certificates.ts";
import { spawnFarm } from "../farm/farm-process.ts";
import { expectedReason, hostileCases } from "../farm/hostile-cases.ts";
import { startHostileFarm } from "../farm/hostile-farm.ts";
import { eventually, temporaryDirectory, write } from "../harness/argos.ts";
import { testDatabase } from "../harness/database.ts";
import { foreignTags } from "../harness/markup.ts";
import { asReader, startWatching } from "../harness/watching.ts";

const each = 200;
/** Runs of every target to wait for: with one every 5 s about half a minute. */
const rounds = 6;
const memoryMibMax = 300;

const held = new AsyncDisposableStack();
afterAll(() => held.disposeAsync());
const farm = held.use(await spawnFarm());
const authority = await createAuthority("Hostile");
const certificate = await authority.issue("good", { names: ["*.hostile.test"] });
const hostile = held.use(await startHostileFarm({ address: "127.0.0.2", certificate }));
const certificates = held.use(await startCertificateFarm(authority, "127.0.0.2"));
const cases = new Map(hostileCases(hostile, certificates, each).map((one) => [one.url, one]));
const isHealthy = (url: string) => url.includes(".farm.test:");

const store = await testDatabase();
const { database } = store;
const { path: directory } = held.use(temporaryDirectory());
const resolve = Object.entries({ "*.farm.test": farm.address, ...hostile.resolve, ...certificates.resolve });
const watching = await startWatching({
  test: store,
  general: "  frequency: 5s\n  timeout: 30s",
  probe: `  ca_file: ${write(directory, "ca.pem", `${farm.caPem}\n${authority.caPem}`)}
  resolve:
${resolve.map(([name, address]) => `    "${name}": ${address}`).join("\n")}`,
  websites: [
    ...Array.from({ length: each }, (_, index) => healthyYaml(index)),
    ...[...cases.values()].map(({ yaml }) => yaml),
  ].join("\n"),
  agents: [],
});

let memoryMib = 0;
/** Whether the agent ever said that the machine's processor, not the targets, decides how long its probes take. */
let wasLimited = false;
beforeAll(async () => {
  // These are made at first use and keep the farm from answering meanwhile.
  for (const name of ["deflate-bomb", "br-bomb"] as const) {
    const bomb = await fetch(`http://${hostile.address}:${hostile.port(name)}/`, { decompress: false });
    await bomb.body?.cancel();
  }
  const agent = watching.startAgent("agent-1");
  await eventually(async () => {
    memoryMib = Math.max(memoryMib, usageOf(agent.pid).memoryMib);
    const [seen] = await database.run(
      (sql) => sql<{ ran: number; limited: boolean }[]>`
        select
          (select count(*)::int from (select from result group by target_id having count(*) >= ${rounds}) as one) as ran,
          exists (select from agent where limited) as limited`,
    );
    wasLimited ||= seen?.limited ?? false;
    return seen?.ran === 2 * each;
  }, `${rounds} runs of every target`);
});

test("no check of a healthy site was ever anything but ok", async () => {
  const rows = await database.run(
    (sql) => sql<{ url: string; checks: number; wrong: number; transitions: number }[]>`
      select
        target.url, count(distinct check_state.id)::int as checks,
        (count(*) filter (where check_state.severity > 0))::int as wrong,
        (count(*) filter (where transition.to_severity > 0))::int as transitions
      from target
      join check_state on check_state.target_id = target.id
      left join transition on transition.check_id = check_state.id
      group by target.id`,
  );
  const healthy = rows.filter(({ url }) => isHealthy(url));
  expect(healthy).toEqual(healthy.map(({ url }) => ({ url, checks: 3, wrong: 0, transitions: 0 })));
  expect(healthy).toHaveLength(each);
});

test("every check of a hostile target has the reason that its behaviour deserves", async () => {
  const rows = await database.run(
    (sql) => sql<{ url: string; key: string; reason: number }[]>`
      select target.url, check_state.key, check_state.reason
      from target
      join check_state on check_state.target_id = target.id`,
  );
  const seen = rows.flatMap(({ url, key, reason }) =>
    cases.has(url) ? [{ url, key, reason: reasonOfCode(reason) }] : [],
  );
  expect(new Set(seen.map(({ url }) => url)).size).toBe(each);
  expect(seen).toEqual(seen.map(({ url, key }) => ({ url, key, reason: deserved(url, key) })));
});

test("every run of a hostile target had one of these reasons, and none was the agent's own fault", async () => {
  const rows = await database.run(
    (sql) => sql<{ url: string; reason: number }[]>`
      select distinct target.url, result.reason
      from result
      join target on target.id = result.target_id`,
  );
  const seen = rows.map(({ url, reason }) => ({ url, reason: reasonOfCode(reason) }));
  expect(seen.filter(({ reason }) => reason.startsWith("agent-"))).toEqual([]);
  const keys = ["status-is", "body-contains", "headers-contain"];
  const odd = seen.filter(({ url, reason }) => cases.has(url) && !keys.some((key) => deserved(url, key) === reason));
  expect(odd).toEqual([]);
});

test("every probe ended within its lease, and an agent that was not limited missed no round of a healthy site", async () => {
  const rows = await database.run(
    (sql) => sql<{ url: string; isWithin: boolean; missed: number }[]>`
      select
        target.url, max(result.total_ms) <= task.lease_seconds * 1000 as "isWithin",
        -- A new target runs at once, so that its first run may well go on over the first slot of its schedule.
        sum(result.missed) filter (where result.slot > first.slot)::int as missed
      from target
      join task on task.target_id = target.id
      join result on result.target_id = target.id
      cross join lateral (select min(slot) as slot from result where result.target_id = target.id) as first
      group by target.id, task.target_id`,
  );
  expect(rows).toHaveLength(2 * each);
  expect(rows.filter(({ isWithin }) => !isWithin)).toEqual([]);
  const late = rows.filter(({ url, missed }) => isHealthy(url) && missed > 0);
  expect(wasLimited ? [] : late).toEqual([]);
});

test("the agent's memory stays small", () => {
  expect(memoryMib).toBeWithin(1, memoryMibMax);
});

test("nothing that is stored holds a control or bidi character", async () => {
  const rows = await database.run(
    (sql) => sql<{ text: string }[]>`
      select message as text from transition
      union all
      select message from check_state
      union all
      select value #>> '{}'
      from evidence, jsonb_path_query(observation, '$.**') as value
      where jsonb_typeof(value) = 'string'`,
  );
  const hidden = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
  expect(rows.filter(({ text }) => hidden.test(text))).toEqual([]);
  expect(rows.some(({ text }) => text.includes("<script>"))).toBe(true);
});

test("markup of a hostile target is text on its page", async () => {
  const targets = await database.run((sql) => sql<{ id: number; url: string }[]>`select id, url from target`);
  for (const { id, url } of targets.filter((one) => cases.has(one.url))) {
    const response = await fetch(`${watching.url}/targets/${id}`, { headers: asReader });
    expect(response.status).toBe(200);
    const page = await response.text();
    expect(foreignTags(page)).toEqual([]);
    if (url.includes("hostile-texts.hostile.test")) expect(page).toContain("&lt;script>alert(1)&lt;/script>");
  }
});

function deserved(url: string, key: string): Reason {
  const known = cases.get(url);
  return known ? expectedReason(known.gist, key) : "not-checked-yet";
}

function healthyYaml(index: number): string {
  return `  - domain: https://site${index}.farm.test:${farm.httpsPort}
    paths:
      - path: /
        checks:
          - status-is: 200
          - body-contains: All is well
          - ssl-certificate-expiration: on-check`;
}
