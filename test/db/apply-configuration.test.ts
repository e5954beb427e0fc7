import { beforeEach, expect, test } from "bun:test";
import { phaseMs } from "../../src/checks/schedule.ts";
import type { Site } from "../../src/config/site.ts";
import { applyConfiguration } from "../../src/server/config/apply.ts";
import { listChecks } from "../../src/store/checks.ts";
import { findConfigRevision } from "../../src/store/config-revisions.ts";
import { findRevisionDiff, listRevisions } from "../../src/store/revision-rows.ts";
import { listSiteKeys } from "../../src/store/sites.ts";
import { listTargetKeys } from "../../src/store/targets.ts";
import { aCheck } from "../builders/check.ts";
import { manySites, withTargets } from "../builders/configuration.ts";
import { probeSettings } from "../builders/probe-settings.ts";
import { aFailedFinding, aFinding, aRunResult, aRunWith } from "../builders/run-result.ts";
import { aSite, aTarget } from "../builders/site.ts";
import { acceptResults } from "../harness/accept.ts";
import { expectCountsToBeReal, listTransitions } from "../harness/checks.ts";
import { testDatabase } from "../harness/database.ts";
import { enlist, leaseAs, leaseOne, listTasks, startAfresh, theTask, watch } from "../harness/queue.ts";

const { database } = await testDatabase({ poolSize: 12 });

const none = { added: 0, changed: 0, removed: 0 };
const expects = (status: number) => [aCheck({ kind: "status-is", status })];

beforeEach(() => startAfresh(database));

test("the first configuration adds every target, due at once, with the phase of its key", async () => {
  const sites = [aSite({ targets: [aTarget({ key: "a" }), aTarget({ key: "b", intervalMs: 300_000 })] })];
  expect(await watch(database, sites)).toMatchObject({ added: 2, changed: 0, removed: 0 });
  const [first, second] = await listTasks(database);
  expect(first).toMatchObject({ intervalSeconds: 60, phaseSeconds: phaseMs("a", 60_000) / 1000, token: 0 });
  expect(second).toMatchObject({ intervalSeconds: 300, phaseSeconds: phaseMs("b", 300_000) / 1000, token: 0 });
  expect(Math.max(first?.dueInMs ?? 1, second?.dueInMs ?? 1)).toBeLessThanOrEqual(0);
  expect(await expectCountsToBeReal(database)).toBe(2);
});

test("the same configuration again changes nothing, not even the revision", async () => {
  await watch(database, manySites(3));
  const before = await snapshot();
  expect(await watch(database, manySites(3))).toMatchObject(none);
  expect(await snapshot()).toEqual(before);
});

test("targets that did not change keep phase, state, history and due time when others come, change and go", async () => {
  await watch(database, manySites(4));
  await runAllOnce();
  const before = await snapshot();
  const [first, second, third] = manySites(4);
  if (!first || !second || !third) throw new Error("fewer than three sites");
  const sites = [first, second, ...withTargets([third], (one) => ({ ...one, checks: expects(204) })), aSite()];
  expect(await watch(database, sites)).toMatchObject({ added: 1, changed: 1, removed: 1 });
  const after = await snapshot();
  expect(after.tasks.slice(0, 2)).toEqual(before.tasks.slice(0, 2));
  expect(after.checks.slice(0, 2)).toEqual(before.checks.slice(0, 2));
});

test("lines that move change where things are defined and nothing else", async () => {
  await watch(database, manySites(3));
  await runAllOnce();
  const before = await snapshot();
  const moved = withTargets(manySites(3), (one) => ({ ...one, definedAt: "conf.d/asso.yml:214" }));
  expect(
    await watch(
      database,
      moved.map((site) => ({ ...site, definedAt: "conf.d/asso.yml:213" })),
    ),
  ).toMatchObject(none);
  const after = await snapshot();
  expect({ ...after, revision: 0 }).toEqual({ ...before, revision: 0 });
  const targets = await database.run(listTargetKeys);
  expect(new Set(targets.map((one) => one.definedAt))).toEqual(new Set(["conf.d/asso.yml:214"]));
  const sites = await database.run(listSiteKeys);
  expect(new Set(sites.map((one) => one.definedAt))).toEqual(new Set(["conf.d/asso.yml:213"]));
});

test.each([
  ["interval", { intervalMs: 120_000 }],
  ["expected value", { checks: expects(204) }],
  ["header", { headers: { accept: "text/plain" } }],
  ["recheck delay", { recheckDelayMs: 15_000 }],
  ["timeout", { timeoutMs: 20_000 }],
] as const)("a changed %s makes the target due now, and a lease of the old rule is stale", async (_, change) => {
  await watch(database, [aSite()]);
  const agentId = await enlist(database, "paris");
  const old = await leaseOne(database, agentId);
  expect(
    await watch(
      database,
      withTargets([aSite()], (one) => ({ ...one, ...change })),
    ),
  ).toMatchObject({ changed: 1 });
  expect((await theTask(database)).dueInMs).toBeLessThanOrEqual(0);
  const [verdict] = await acceptResults(database, agentId, [aRunWith(old, aFailedFinding())]);
  expect(verdict?.disposition).toBe("stale");
  const fresh = await leaseOne(database, agentId);
  expect(fresh.token).toBeGreaterThan(old.token);
  const [again] = await acceptResults(database, agentId, [aRunResult(fresh)]);
  expect(again?.disposition).toBe("accepted");
});

test("a check whose expected value changed keeps its state and its transitions", async () => {
  await watch(database, manySites(1));
  await runAllOnce();
  const before = (await snapshot()).checks;
  await watch(database, manySites(1, { checks: expects(204) }));
  expect((await snapshot()).checks).toEqual(before);
  expect(await listTransitions(database)).toHaveLength(1);
});

test("a check that is added waits for its first run; one that is removed goes with its transitions", async () => {
  const body = aCheck({ kind: "body-contains", text: "Welcome" });
  await watch(database, manySites(1));
  await runAllOnce();
  await watch(database, manySites(1, { checks: [body, ...expects(200)] }));
  const both = await database.run((sql) => listChecks(sql, [1]));
  expect(both.map((one) => `${one.key} ${one.reason}`)).toEqual(["body-contains not-checked-yet", "status-is passed"]);
  await watch(database, manySites(1, { checks: [body] }));
  expect((await database.run((sql) => listChecks(sql, [1]))).map((one) => one.key)).toEqual(["body-contains"]);
  expect(await listTransitions(database)).toEqual([]);
  expect(await expectCountsToBeReal(database)).toBe(1);
});

test("a site that is removed goes with everything that hangs on it, and its targets are counted", async () => {
  const target = (path: string) => aTarget({ key: path, url: `https://example.org${path}` });
  await watch(database, [aSite({ targets: [target("/a"), target("/b")] }), ...manySites(1)]);
  await runAllOnce();
  expect(await watch(database, manySites(1))).toMatchObject({ added: 0, changed: 0, removed: 2 });
  expect((await listTasks(database)).map((one) => one.url)).toEqual(["https://site0.test/"]);
  expect(await listTransitions(database)).toHaveLength(1);
  expect(await expectCountsToBeReal(database)).toBe(1);
});

test.each([
  [20, 4, "applied"],
  [20, 5, "refused"],
  [19, 18, "applied"],
] as const)("of %d sites, %d vanish: %s", async (count, vanish, outcome) => {
  await watch(database, manySites(count));
  const before = await snapshot();
  const wanted = [...manySites(count).slice(vanish), aSite()];
  const applied = await applyConfiguration(database, {
    sites: wanted,
    probe: probeSettings(),
    allowShrink: false,
  }).catch((thrown: unknown) => thrown);
  if (outcome === "applied") return void expect(applied).toMatchObject({ added: 1, removed: vanish });
  expect(applied).toMatchObject({ code: "config" });
  expect(String(applied)).toContain(`${vanish} of ${count} sites`);
  expect(await snapshot()).toEqual(before);
  expect(await watch(database, wanted)).toMatchObject({ removed: vanish });
});

test("ten servers that apply two configurations at once end in one of them, whole", async () => {
  const [one, other] = [manySites(30), manySites(40, { checks: expects(204) }).slice(20)];
  await Promise.all(Array.from({ length: 10 }, (_, index) => watch(database, index % 2 === 0 ? one : other)));
  const stored = (await database.run(listSiteKeys)).map((site) => site.domain).toSorted();
  expect([domains(one), domains(other)]).toContainEqual(stored);
  const revision = await database.run(findConfigRevision);
  await watch(database, stored.length === 30 ? one : other);
  expect(await database.run(findConfigRevision)).toEqual(revision);
  expect(await expectCountsToBeReal(database)).toBe(stored.length);
});

function domains(sites: readonly Site[]): string[] {
  return sites.map((site) => site.domain).toSorted();
}

async function runAllOnce(): Promise<void> {
  const agentId = await enlist(database, "paris");
  const tasks = await leaseAs(database, agentId);
  await acceptResults(
    database,
    agentId,
    tasks.map((task) => aRunWith(task, aFinding())),
  );
}

/** Everything of the queue and the checks that a configuration must not touch without need. */
async function snapshot() {
  const tasks = (await listTasks(database)).map((one) => ({ ...one, dueInMs: 0 }));
  const checks = await database.run((sql) =>
    listChecks(
      sql,
      tasks.map((one) => one.taskId),
    ),
  );
  return { tasks, checks, revision: (await database.run(findConfigRevision))?.id };
}

test("a revision says how large it is, what its schedules want, and what it changed", async () => {
  await watch(database, manySites(3));
  const [first, second, third] = manySites(3);
  if (!first || !second || !third) throw new Error("fewer than three sites");
  const slower = withTargets([second], (one) => ({ ...one, intervalMs: 30_000 }));
  const { revision } = await watch(database, [first, ...slower, aSite({ domain: "https://new.test" })]);
  const [row] = await database.run((sql) => listRevisions(sql, { beforeId: undefined, limit: 10 }));
  expect(row).toMatchObject({
    id: revision,
    sites: 3,
    targets: 3,
    checks: 3,
    runsPerMinute: 4,
    added: 1,
    changed: 1,
    removed: 1,
  });
  expect(await database.run((sql) => findRevisionDiff(sql, revision))).toEqual({
    added: [{ domain: "https://new.test", method: "GET", url: "https://new.test/" }],
    changed: [{ domain: "https://site1.test", method: "GET", url: "https://site1.test/" }],
    removed: [{ domain: "https://site2.test", method: "GET", url: "https://site2.test/" }],
  });
});

test("of a large change the first targets are named, and old changes are named no longer", async () => {
  const large = await watch(database, manySites(500));
  const diff = await database.run((sql) => findRevisionDiff(sql, large.revision));
  expect(diff).toMatchObject({ changed: [], removed: [] });
  expect(JSON.stringify(diff).match(/"domain"/g)).toHaveLength(200);
  for (let each = 0; each < 100; each += 1) await watch(database, manySites(1 + (each % 2)));
  expect(await database.run((sql) => findRevisionDiff(sql, large.revision))).toBeNull();
  expect(await database.run((sql) => findRevisionDiff(sql, large.revision + 1))).toBeObject();
});
