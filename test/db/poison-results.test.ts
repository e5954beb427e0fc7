import { beforeEach, expect, test } from "bun:test";
import type { RunResult } from "../../src/contract/agent.ts";
import { listChecks } from "../../src/store/checks.ts";
import { countResults } from "../../src/store/result-counts.ts";
import { aFailedFinding, aFinding, aRunResult } from "../builders/run-result.ts";
import { aSite } from "../builders/site.ts";
import { acceptResults } from "../harness/accept.ts";
import { expectCountsToBeReal } from "../harness/checks.ts";
import { testDatabase } from "../harness/database.ts";
import { enlist, leaseAs, startAfresh, theTask, watch } from "../harness/queue.ts";

const { database } = await testDatabase();
let paris = 0;

beforeEach(async () => {
  await startAfresh(database);
  paris = await enlist(database, "paris");
});

const nul = String.fromCharCode(0);
const failing = [aFailedFinding()];

const poisons: readonly (readonly [string, Partial<RunResult>])[] = [
  ["a NUL in a message", { findings: [{ ...aFailedFinding(), message: `bad ${nul} text` }] }],
  ["a NUL in the evidence", { findings: failing, evidence: { text: `bad ${nul} text` } }],
  ["a NUL in a name in the evidence", { findings: failing, evidence: { [`bad ${nul}`]: 1 } }],
  ["a lone high surrogate in a message", { findings: [{ ...aFailedFinding(), message: "bad \ud800 text" }] }],
  ["a lone low surrogate in the evidence", { findings: failing, evidence: ["bad \udc00 text"] }],
  ["a check that the target does not have", { findings: [aFinding({ key: "zzz" })] }],
  ["a check beside those of the target", { findings: [aFinding(), aFinding({ key: "zzz" })] }],
  ["one check twice", { findings: [aFinding(), aFinding()] }],
  ["no check", { findings: [] }],
  ["a status of 70000", { status: 70_000 }],
  ["2^63 bytes of body", { bodyBytes: 2 ** 63 }],
  ["a value beyond a float's range", { findings: [aFinding({ value: 1e300 })] }],
  ["a duration beyond a float's range", { totalMs: 1e300 }],
];

test.each(poisons)("a result with %s is rejected alone with the reason", async (_, poison) => {
  const runs = await batchOf(200);
  const bad = runs[123];
  if (bad === undefined) throw new Error("fewer than 124 tasks");
  const verdicts = await acceptResults(
    database,
    paris,
    runs.map((run) => (run === bad ? { ...run, ...poison } : run)),
  );
  const rejected = verdicts.filter((one) => one.disposition !== "accepted");
  expect(rejected).toEqual([
    { taskId: bad.taskId, token: bad.token, disposition: "rejected", message: expect.stringMatching(/\w{5}/) },
  ]);
  expect(verdicts).toHaveLength(200);
  expect(await database.run(countResults)).toBe(199);
  expect(await expectCountsToBeReal(database)).toBe(200);
});

test("a result whose task number is beyond the database's is rejected alone", async () => {
  const runs = await batchOf(3);
  const verdicts = await acceptResults(database, paris, [...runs, aRunResult({ taskId: 2 ** 40, token: 1 })]);
  expect(verdicts.map((one) => one.disposition).toSorted()).toEqual(["accepted", "accepted", "accepted", "rejected"]);
});

test("a batch of nothing but poison is rejected row by row", async () => {
  const runs = (await batchOf(50)).map((run) => ({ ...run, status: 70_000 }));
  const verdicts = await acceptResults(database, paris, runs);
  expect(verdicts.filter((one) => one.disposition === "rejected")).toHaveLength(50);
  expect(await database.run(countResults)).toBe(0);
});

test("a task whose result was rejected keeps its lease, so that a good one is still accepted", async () => {
  const [run] = await batchOf(1);
  if (run === undefined) throw new Error("no task");
  await acceptResults(database, paris, [{ ...run, status: 70_000 }]);
  expect(await theTask(database)).toMatchObject({ leasedBy: paris, attempt: 1 });
  const [verdict] = await acceptResults(database, paris, [run]);
  expect(verdict?.disposition).toBe("accepted");
});

test("a message with every troublesome character is stored as it is", async () => {
  const [run] = await batchOf(1);
  if (run === undefined) throw new Error("no task");
  const message = `'; drop table site; -- "quotes" \\ \${x} {a,b} 😀 \u00e9 \u2028 \\u0000 %s $1`;
  await acceptResults(database, paris, [{ ...run, findings: [{ ...aFailedFinding(), message }] }]);
  const [check] = await database.run((sql) => listChecks(sql, [run.taskId]));
  expect(check?.message).toBe(message);
});

async function batchOf(count: number): Promise<RunResult[]> {
  await watch(
    database,
    Array.from({ length: count }, (_, index) => aSite({ domain: `https://site${index}.test` })),
  );
  return (await leaseAs(database, paris)).map((task) => aRunResult(task));
}
