import { expect, test } from "bun:test";
import type { Finding } from "../../src/checks/finding.ts";
import type { Site } from "../../src/config/site.ts";
import { compactCounts } from "../../src/store/checks.ts";
import { aCheck } from "../builders/check.ts";
import { aFailedFinding, aFinding, aRunWith } from "../builders/run-result.ts";
import { aSite } from "../builders/site.ts";
import { acceptResults } from "../harness/accept.ts";
import { expectCountsToBeReal } from "../harness/checks.ts";
import { testDatabase } from "../harness/database.ts";
import { enlist, leaseAs, passTime, startAfresh, watch } from "../harness/queue.ts";

const { database } = await testDatabase();

const twoChecks = [
  aCheck({ kind: "status-is", status: 200 }),
  aCheck({ kind: "body-contains", text: "Welcome" }, { severity: "warning" }),
];
const bodyOk = aFinding({ key: "body-contains", message: "found" });
const bodyBad = aFinding({ key: "body-contains", severity: "warning", reason: "text-missing", message: "not found" });
const ownFault = aFinding({ severity: "unknown", reason: "agent-no-route", message: "no route" });

test("the counters of severities are right after every step", async () => {
  await startAfresh(database);
  const paris = await enlist(database, "paris");
  const sites = Array.from({ length: 4 }, (_, index) =>
    aSite({ domain: `https://site${index}.test`, checks: twoChecks }),
  );
  const steps: (() => Promise<unknown>)[] = [
    () => watch(database, sites),
    () => runAll(paris, aFinding(), bodyOk),
    () => runAll(paris, aFailedFinding(), bodyBad),
    () => runAll(paris, ownFault, bodyBad),
    () => watch(database, sites.slice(1)),
    () => watch(database, sites.map(onlyStatus)),
    () => runAll(paris, aFailedFinding("warning")),
    () => database.transaction(compactCounts),
    () => watch(database, sites.slice(0, 2)),
    () => runAll(paris, aFinding(), bodyOk),
    () => watch(database, []),
  ];
  const totals: number[] = [];
  for (const step of steps) {
    await step();
    totals.push(await expectCountsToBeReal(database));
  }
  expect(totals).toEqual([8, 8, 8, 8, 6, 4, 4, 4, 4, 4, 0]);
});

function onlyStatus(site: Site): Site {
  return { ...site, targets: site.targets.map((target) => ({ ...target, checks: target.checks.slice(0, 1) })) };
}

async function runAll(paris: number, ...findings: readonly Finding[]): Promise<void> {
  await passTime(database, 60);
  const tasks = await leaseAs(database, paris);
  expect(tasks.length).toBeGreaterThan(0);
  await acceptResults(
    database,
    paris,
    tasks.map((task) => aRunWith(task, ...findings)),
  );
}
