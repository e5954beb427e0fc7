import { afterAll, beforeEach, expect, test } from "bun:test";
import { listChecks } from "../../src/store/checks.ts";
import { findLatestEvidence } from "../../src/store/evidence.ts";
import { countResults } from "../../src/store/result-counts.ts";
import { aCaller, aLeaseRequest, aResultsRequest } from "../builders/agent-request.ts";
import { manySites } from "../builders/configuration.ts";
import { aFailedFinding, aFinding, aRunResult, aRunWith } from "../builders/run-result.ts";
import { testDatabase } from "../harness/database.ts";
import { enlist, leaseAs, leaseOne, listTasks, startAfresh, theTask, watch } from "../harness/queue.ts";
import { agentToken } from "../harness/served.ts";
import { startApp } from "../harness/server.ts";

const { database } = await testDatabase({ poolSize: 6 });
await startAfresh(database);
const app = await startApp(database);
afterAll(() => app[Symbol.asyncDispose]());

const lease = "/api/v1/agent/lease";
const results = "/api/v1/agent/results";
const release = "/api/v1/agent/release";

beforeEach(async () => {
  await startAfresh(database);
  await watch(database, manySites(1));
  await app.refresh();
});

const valid: readonly (readonly [string, object])[] = [
  [lease, aLeaseRequest()],
  [results, aResultsRequest()],
  [release, { ...aCaller, leases: [] }],
];

const strangers: readonly (readonly [string, string | null])[] = [
  ["no token", null],
  ["a wrong token", "Bearer a-token-of-somebody"],
  ["a token and more", `Bearer ${agentToken}x`],
  ["another scheme", `Basic ${agentToken}`],
  ["no word before the token", agentToken],
  ["an empty token", "Bearer "],
];

test.each(strangers)("with %s every route of agents answers 401, whatever the body", async (_, authorization) => {
  for (const [path, body] of valid) {
    for (const sent of [body, { x: 1 }]) {
      const answer = await app.ask(path, sent, { authorization });
      expect(answer.status).toBe(401);
      expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="argos agent"');
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
    }
  }
  expect((await theTask(database)).token).toBe(0);
});

test.each([`Bearer ${agentToken}`, `bearer ${agentToken}`, "Bearer another-token"])(
  "%j is let in",
  async (authorization) => {
    for (const [path, body] of valid) expect((await app.ask(path, body, { authorization })).status).toBe(200);
  },
);

const malformed: readonly (readonly [string, string, object, string])[] = [
  ["an unknown key", lease, { ...aLeaseRequest(), extra: 1 }, "/extra"],
  ["a text for a number", lease, { ...aLeaseRequest(), freeSlots: "5" }, "/freeSlots"],
  ["no free slot", lease, aLeaseRequest({ freeSlots: 0 }), "/freeSlots"],
  ["1001 free slots", lease, aLeaseRequest({ freeSlots: 1001 }), "/freeSlots"],
  ["an unknown family", lease, { ...aLeaseRequest(), families: [5] }, "/families/0"],
  ["a wait over 20 s", lease, aLeaseRequest({ waitMs: 20_001 }), "/waitMs"],
  ["no name", results, { ...aResultsRequest(), agent: "" }, "/agent"],
  ["a name with NUL", lease, aLeaseRequest({ agent: "par\u0000is" }), "/agent"],
  ["half a surrogate pair in a name", lease, aLeaseRequest({ agent: "paris\ud800" }), "/agent"],
  ["a line end in an instance", results, { ...aResultsRequest(), instance: "1\n2" }, "/instance"],
  ["NUL in a version", release, { ...aCaller, version: "1\u0000", leases: [] }, "/version"],
  ["501 results", results, { ...aCaller, results: Array.from({ length: 501 }, () => 1) }, "/results"],
  ["a task number beyond 2^31", release, { ...aCaller, leases: [{ taskId: 2 ** 31, token: 1 }] }, "/leases/0/taskId"],
];

test.each(malformed)("%s is answered with 422 and its place", async (_, path, body, place) => {
  const answer = await app.ask(path, body);
  expect(answer.status).toBe(422);
  expect(answer.body).toMatchObject({ title: "Unprocessable Content", detail: expect.stringContaining(place) });
});

test("an agent that speaks a newer protocol is told so, whatever else it sends", async () => {
  for (const [path, body] of valid) {
    const answer = await app.ask(path, { ...body, protocol: 2, newKey: true });
    expect(answer.status).toBe(426);
    expect(answer.body).toMatchObject({ detail: expect.stringContaining("update the server first") });
  }
});

test("rows of a wrong shape are rejected alone, by whatever name they have", async () => {
  const agentId = await enlist(database, aCaller.agent);
  const good = aRunResult(await leaseOne(database, agentId));
  const rows = [
    { ...good, status: 70_000 },
    { ...good, extra: 1 },
    { ...good, findings: [{ key: "status-is" }] },
    { ...good, findings: [aFinding({ message: "x".repeat(10_000) })] },
    { ...good, totalMs: "NaN" },
    { taskId: -1, token: "x" },
    null,
    good,
  ];
  const answer = await app.ask(results, { ...aCaller, results: rows });
  const mine = { taskId: good.taskId, token: good.token };
  const nobody = { taskId: 0, token: 0 };
  expect(answer.body).toEqual({
    dispositions: [
      { ...mine, disposition: "rejected", message: expect.stringContaining("/status") },
      { ...mine, disposition: "rejected", message: expect.stringContaining("/extra") },
      { ...mine, disposition: "rejected", message: expect.stringContaining("/findings/0") },
      { ...mine, disposition: "rejected", message: expect.stringContaining("/findings/0/message") },
      { ...mine, disposition: "rejected", message: expect.stringContaining("/totalMs") },
      { ...nobody, disposition: "rejected", message: expect.any(String) },
      { ...nobody, disposition: "rejected", message: expect.any(String) },
      { ...mine, disposition: "accepted" },
    ],
  });
  expect(await database.run(countResults)).toBe(1);
});

test("texts of an agent are cleaned before they are stored", async () => {
  const agentId = await enlist(database, aCaller.agent);
  const nul = String.fromCharCode(0);
  const bad = `a${nul}b \ud800 \u202e<script>`;
  const run = aRunWith(await leaseOne(database, agentId), { ...aFailedFinding(), message: bad });
  await app.ask(results, aResultsRequest({ ...run, evidence: { text: bad } }));
  const clean = "ab \ufffd <script>";
  expect((await database.run((sql) => listChecks(sql, [1])))[0]?.message).toBe(clean);
  expect((await database.run((sql) => findLatestEvidence(sql, 1)))?.observation).toEqual({ text: clean });
});

test("released leases are due again, and only those that are held count", async () => {
  await watch(database, manySites(2));
  const agentId = await enlist(database, aCaller.agent);
  const leases = (await leaseAs(database, agentId)).map(({ taskId, token }) => ({ taskId, token }));
  expect((await app.ask(release, { ...aCaller, leases })).body).toEqual({ released: 2 });
  expect((await app.ask(release, { ...aCaller, leases })).body).toEqual({ released: 0 });
  expect((await listTasks(database)).map((one) => [one.leasedBy, one.attempt, one.dueInMs <= 0])).toEqual([
    [null, 0, true],
    [null, 0, true],
  ]);
});
