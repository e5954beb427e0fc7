import { beforeEach, expect, test } from "bun:test";
import type { Finding } from "../../src/checks/finding.ts";
import type { RunResult } from "../../src/contract/agent.ts";
import { closeSystemIncident, openSystemIncident } from "../../src/server/incidents/system-incident.ts";
import { aFailedFinding, aFinding, aRunWith } from "../builders/run-result.ts";
import { aSite } from "../builders/site.ts";
import { acceptResults, believing } from "../harness/accept.ts";
import { testDatabase } from "../harness/database.ts";
import { listCauseRows, listEventWords, listIncidentRows, listNoticeKinds } from "../harness/incident-rows.ts";
import { enlist, leaseAs, leaseOne, passTime, startAfresh, theTask, watch } from "../harness/queue.ts";

const { database } = await testDatabase();
let paris = 0;

const bad = aFailedFinding();
const silent = aFinding({ severity: "critical", reason: "timeout", message: "no answer in 10 s" });

beforeEach(async () => {
  await startAfresh(database);
  paris = await enlist(database, "paris");
});

test("an incident opens when a failure is confirmed and ends when the recovery is, each with its notice", async () => {
  await watch(database, [aSite({ definedAt: "conf.d/asso.yml:2" })]);
  await run(aFinding());
  const first = await run(bad);
  expect(await listIncidentRows(database)).toEqual([]);
  await run(bad);
  expect(await listIncidentRows(database)).toMatchObject([
    {
      subject: "target:1",
      domain: "https://example.org",
      definedAt: "argos.yaml:3",
      severity: "critical",
      reason: "wrong-status",
      openedAt: first,
      firstSlot: first,
      closedAt: null,
    },
  ]);
  await run(bad);
  const back = await run(aFinding());
  await run(aFinding());
  expect(await listIncidentRows(database)).toMatchObject([
    { severity: "ok", worst: "critical", closedAt: back, recoverySlot: back },
  ]);
  expect(await listEventWords(database, 1)).toEqual(["opened critical", "recovered ok"]);
  expect(await listNoticeKinds(database)).toEqual(["opened", "recovered"]);
  expect(await theTask(database)).toMatchObject({ calm: true });
});

test("one failure that the recheck clears leaves no incident and no notice", async () => {
  await watch(database, [aSite()]);
  for (const finding of [aFinding(), bad, aFinding(), aFinding(), bad, aFinding()]) await run(finding);
  expect(await listIncidentRows(database)).toEqual([]);
  expect(await listNoticeKinds(database)).toEqual([]);
});

test("the evidence of the first failure and of the recovery is there under the incident's slots", async () => {
  await watch(database, [aSite()]);
  for (const finding of [aFinding(), bad, bad]) await run(finding);
  const task = await leaseNow();
  await acceptResults(database, paris, [{ ...aRunWith(task, aFinding()), evidence: { kind: "answer", status: 200 } }]);
  await run(aFinding());
  const kept = await database.run(
    (sql) => sql`
      select evidence.slot = incident.first_slot as first
      from incident
      join evidence on evidence.target_id = incident.target_id
        and evidence.slot in (incident.first_slot, incident.recovery_slot)
      order by evidence.slot`,
  );
  expect([...kept]).toEqual([{ first: true }, { first: false }]);
});

test("an escalation is an event with a notice, an easing is one without, and the worst stays known", async () => {
  await watch(database, [aSite()]);
  const slow = aFinding({ severity: "warning", reason: "slow", message: "900 ms" });
  for (const finding of [slow, slow, bad, bad, slow, slow, bad, bad, aFinding(), aFinding()]) await run(finding);
  expect(await listEventWords(database, 1)).toEqual([
    "opened warning",
    "escalated critical",
    "eased warning",
    "escalated critical",
    "recovered ok",
  ]);
  expect(await listNoticeKinds(database)).toEqual(["opened", "escalated", "escalated", "recovered"]);
  expect(await listIncidentRows(database)).toMatchObject([{ worst: "critical" }]);
});

test("the database refuses a second open incident of a target", async () => {
  await watch(database, [aSite()]);
  for (const finding of [bad, bad]) await run(finding);
  const second = database.run(
    (sql) => sql`
      insert into incident (subject, cause_id, domain, severity, worst_severity, reason, message, opened_at)
      select subject, cause_id, domain, severity, worst_severity, reason, message, opened_at
      from incident`,
  );
  expect(second).rejects.toMatchObject({ message: expect.stringContaining("incident_open") });
});

test.each([
  ["silence from one address", ["192.0.2.7", "192.0.2.7", "192.0.2.7"], silent, [["address", "192.0.2.7", 3]]],
  [
    "silence from two addresses",
    ["192.0.2.7", "192.0.2.8", "192.0.2.7"],
    silent,
    [
      ["address", "192.0.2.7", 2],
      ["address", "192.0.2.8", 1],
    ],
  ],
  [
    "names that are not found",
    [undefined, undefined, undefined],
    aFinding({ severity: "critical", reason: "dns-not-found" }),
    [["reason", "", 3]],
  ],
] as const)("%s is counted as its causes", async (_, addresses, finding, causes) => {
  await watch(
    database,
    addresses.map((_address, index) => aSite({ domain: `https://site-${index}.example` })),
  );
  for (let look = 0; look < 2; look += 1) await runAll((index) => ({ finding, remoteAddress: addresses[index] }));
  const found = await listCauseRows(database);
  expect(found.map(({ kind, value, open }) => [kind, value, open]).toSorted()).toEqual(causes.map((one) => [...one]));
});

test("a cause is closed with its last incident, and one that comes much later begins a new one", async () => {
  await watch(
    database,
    [1, 2].map((n) => aSite({ domain: `https://site-${n}.example`, intervalMs: 86_400_000 })),
  );
  for (const finding of [silent, silent, aFinding(), aFinding()]) {
    await runAll(() => ({ finding, remoteAddress: "192.0.2.7" }));
  }
  const before = await listCauseRows(database);
  expect(before).toMatchObject([{ incidents: 2, open: 0, reason: "timeout" }]);
  expect(before[0]?.closedAt).not.toBeNull();
  await passTime(database, 1000);
  for (const finding of [silent, silent]) await runAll(() => ({ finding, remoteAddress: "192.0.2.7" }));
  expect(await listCauseRows(database)).toMatchObject([{ incidents: 2 }, { incidents: 2, open: 2, closedAt: null }]);
});

test("certificates that fail together share the issuer as their cause", async () => {
  await watch(
    database,
    [1, 2].map((n) => aSite({ domain: `https://site-${n}.example` })),
  );
  const expired = aFinding({ severity: "critical", reason: "certificate-expired", message: "expired" });
  const evidence = { kind: "failure", chain: [{ issuer: "CN=R3, O=Some CA" }] };
  for (let look = 0; look < 2; look += 1)
    await runAll(() => ({ finding: expired, remoteAddress: "192.0.2.7", evidence }));
  expect(await listCauseRows(database)).toMatchObject([{ kind: "issuer", value: "CN=R3, O=Some CA", open: 2 }]);
});

test("a check that flaps reopens its incident and ends it once when it is steady", async () => {
  await watch(database, [aSite({ intervalMs: 60_000 })]);
  const history = [bad, bad, aFinding(), aFinding(), bad, bad, aFinding(), aFinding(), bad, bad];
  for (const finding of history) await runMinuteLater(finding);
  expect(await listIncidentRows(database)).toMatchObject([{ subject: "target:1", flapping: true, closedAt: null }]);
  expect(await listEventWords(database, 1)).toEqual(["opened critical", "recovered ok", "reopened critical"]);
  for (let minute = 0; minute < 17; minute += 1) await runMinuteLater(aFinding());
  expect(await listEventWords(database, 1)).toEqual([
    "opened critical",
    "recovered ok",
    "reopened critical",
    "recovered ok",
  ]);
  expect(await theTask(database)).toMatchObject({ calm: true });
});

test("results of an agent that is not believed are kept and move nothing", async () => {
  await watch(database, [aSite()]);
  await run(aFinding());
  const trust = believing({ othersAlive: true, standing: "isolated" });
  for (let turn = 0; turn < 4; turn += 1) {
    const task = await leaseNow();
    expect(await acceptResults(database, paris, [aRunWith(task, silent)], { trust })).toMatchObject([
      { disposition: "accepted" },
    ]);
  }
  const [state] = await database.run((sql) => sql`select severity, settled, failures from check_state`);
  expect(state).toEqual({ severity: 0, settled: 0, failures: 0 });
  const [stored] = await database.run((sql) => sql`select count(*)::int as n from result`);
  expect(stored).toEqual({ n: 5 });
});

test("with another agent alive a failure waits for its confirmation, and for one more look where none comes", async () => {
  await watch(database, [aSite()]);
  const trust = believing({ othersAlive: true });
  const lyon = await enlist(database, "lyon");
  await run(bad, { trust });
  await run(bad, { trust });
  expect(await listIncidentRows(database)).toEqual([]);
  await run(bad, { trust });
  expect(await listIncidentRows(database)).toMatchObject([{ subject: "target:1" }]);
  await startAfresh(database);
  await watch(database, [aSite()]);
  await run(bad, { trust });
  await run(bad, { trust, agentId: lyon });
  expect(await listIncidentRows(database)).toMatchObject([{ subject: "target:1" }]);
});

test("an incident about agents is open once, and ends once", async () => {
  const what = {
    subject: `agent:${paris}`,
    agentId: paris,
    name: "paris",
    reason: "agent-no-route",
    message: "x",
  } as const;
  expect(await database.transaction((tx) => openSystemIncident(tx, what))).toBe(true);
  expect(await database.transaction((tx) => openSystemIncident(tx, what))).toBe(false);
  expect(await database.transaction((tx) => closeSystemIncident(tx, what.subject))).toBe(true);
  expect(await database.transaction((tx) => closeSystemIncident(tx, what.subject))).toBe(false);
  expect(await listNoticeKinds(database)).toEqual(["opened", "recovered"]);
  expect(await listCauseRows(database)).toMatchObject([{ kind: "agents", value: "paris", open: 0 }]);
});

test("a target that leaves the configuration ends its incident", async () => {
  await watch(database, [aSite(), aSite({ domain: "https://stays.example" })]);
  await runAll(() => ({ finding: bad, remoteAddress: "192.0.2.7" }));
  await runAll(() => ({ finding: bad, remoteAddress: "192.0.2.7" }));
  await watch(database, [aSite({ domain: "https://stays.example" })]);
  const rows = await listIncidentRows(database);
  expect(rows.map((one) => [one.domain, one.closedAt === null])).toEqual([
    ["https://example.org", false],
    ["https://stays.example", true],
  ]);
  expect(await listEventWords(database, 1)).toEqual(["opened critical", "removed ok"]);
  expect(await listCauseRows(database)).toMatchObject([{ incidents: 2, open: 1 }]);
});

test("500 targets that fail at once open their incidents in a handful of statements", async () => {
  await watch(
    database,
    Array.from({ length: 500 }, (_, n) => aSite({ domain: `https://site-${n}.example` })),
  );
  for (let look = 0; look < 2; look += 1) await runAll(() => ({ finding: silent, remoteAddress: "192.0.2.7" }));
  expect(await listIncidentRows(database)).toHaveLength(500);
  expect(await listNoticeKinds(database)).toHaveLength(500);
  expect(await listCauseRows(database)).toMatchObject([{ incidents: 500, open: 500 }]);
});

interface RunOptions extends NonNullable<Parameters<typeof acceptResults>[3]> {
  readonly agentId?: number;
}

/** Runs the only target at the next opportunity; returns the slot. */
async function run(finding: Finding, { agentId = paris, ...over }: RunOptions = {}): Promise<Date> {
  const task = await leaseNow(agentId);
  const verdicts = await acceptResults(database, agentId, [aRunWith(task, finding)], over);
  expect(verdicts).toMatchObject([{ disposition: "accepted" }]);
  return task.slot;
}

async function runMinuteLater(finding: Finding): Promise<void> {
  await run(finding);
  await passTime(database, 60);
}

async function leaseNow(agentId = paris) {
  await database.run((sql) => sql`update task set visible_at = now()`);
  return await leaseOne(database, agentId);
}

/** Runs every target once, in the order of their ids. */
async function runAll(
  seen: (index: number) => {
    readonly finding: Finding;
    readonly remoteAddress?: string | undefined;
    readonly evidence?: unknown;
  },
): Promise<void> {
  await database.run((sql) => sql`update task set visible_at = now()`);
  const tasks = (await leaseAs(database, paris, { limit: 500 })).toSorted((a, b) => a.taskId - b.taskId);
  const runs = tasks.map((task, index): RunResult => {
    const { finding, remoteAddress, evidence } = seen(index);
    const unanswered = finding.severity !== "ok" && finding !== bad;
    return {
      ...aRunWith(task, finding),
      kind: unanswered ? "failure" : "answer",
      ...(remoteAddress === undefined ? {} : { remoteAddress }),
      ...(evidence === undefined ? {} : { evidence }),
    };
  });
  await acceptResults(database, paris, runs);
}
