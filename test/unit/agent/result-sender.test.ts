import { afterEach, beforeEach, expect, test } from "bun:test";
import { createServerClient } from "../../../src/agent/client.ts";
import { createResultSender, type ResultSender } from "../../../src/agent/result-sender.ts";
import { loggerOf } from "../../../src/base/log.ts";
import { aCaller } from "../../builders/agent-request.ts";
import { aFinishedRun } from "../../builders/finished-run.ts";
import { aFinding } from "../../builders/run-result.ts";
import { heldClock } from "../../harness/held-clock.ts";
import { type ProtocolServer, startProtocolServer } from "../../harness/protocol-server.ts";

let server = startProtocolServer();
let clock = heldClock();
let sender = senderTo(server);
let stopping = new AbortController();

beforeEach(async () => {
  await server[Symbol.asyncDispose]();
  server = startProtocolServer();
  clock = heldClock();
  sender = senderTo(server);
  stopping = new AbortController();
});

afterEach(async () => {
  stopping.abort();
  await server[Symbol.asyncDispose]();
});

test("results that gathered go in one request", async () => {
  addMany(3);
  await sendUntilTaken(3);
  expect(server.batches).toEqual([3]);
  expect(server.taken.map((one) => one.taskId)).toEqual([1, 2, 3]);
});

test.each([
  [500, [500]],
  [501, [500, 1]],
  [1201, [500, 500, 201]],
] as const)("%d results go in requests of %j", async (count, batches) => {
  addMany(count);
  await sendUntilTaken(count);
  expect(server.batches).toEqual([...batches]);
});

test("a request stays below a million characters, unless one result alone is longer", async () => {
  const long = (taskId: number, characters: number) => {
    const run = aFinishedRun(taskId);
    return { ...run, result: { ...run.result, findings: [aFinding({ message: "€".repeat(characters) })] } };
  };
  for (const taskId of [1, 2, 3]) sender.add(long(taskId, 450_000));
  sender.add(long(4, 1_100_000));
  sender.add(long(5, 10));
  await sendUntilTaken(5);
  expect(server.batches).toEqual([2, 1, 1, 1]);
});

test.each([503, 429, 401, 404])("after a %d the same results are sent again", async (status) => {
  server.refusals.push(status);
  addMany(3);
  const flushed = sender.flush(stopping.signal);
  await server.when(() => server.refused.length === 1);
  sender.add(aFinishedRun(4));
  await flushed;
  expect(server.batches).toEqual([4]);
  expect(server.taken.map((one) => one.taskId)).toEqual([1, 2, 3, 4]);
});

test.each([400, 413, 422])("after a %d the results are dropped and later ones are sent", async (status) => {
  server.refusals.push(status);
  addMany(3);
  const sending = sender.send(stopping.signal);
  await server.when(() => server.refused.length === 1);
  sender.add(aFinishedRun(4));
  await server.when(() => server.taken.length > 0);
  stopping.abort();
  await sending;
  expect(server.taken.map((one) => one.taskId)).toEqual([4]);
});

test("results that the reply passes over are sent again, after those that came meanwhile", async () => {
  addMany(3);
  server.instead = {
    path: "results",
    answer: () => {
      server.instead = undefined;
      sender.add(aFinishedRun(4));
      return Response.json({
        dispositions: [
          { taskId: 2, token: 1, disposition: "accepted" },
          { taskId: 1, token: 7, disposition: "accepted" },
          { taskId: 99, token: 1, disposition: "accepted" },
          { taskId: 3, token: 1, disposition: "postponed" },
          null,
        ],
      });
    },
  };
  await sender.flush(stopping.signal);
  expect(server.taken.map((one) => one.taskId)).toEqual([4, 1, 3]);
});

test("results that five replies pass over are dropped", async () => {
  server.instead = { path: "results", answer: () => Response.json({ dispositions: [] }) };
  addMany(2);
  await sender.flush(stopping.signal);
  expect(server.insteadCount).toBe(5);
  server.instead = undefined;
  sender.add(aFinishedRun(3));
  await sender.flush(stopping.signal);
  expect(server.taken.map((one) => one.taskId)).toEqual([3]);
});

test.each([
  ["{}", () => Response.json({})],
  ["HTML", () => new Response("<h1>hello</h1>")],
  ["a redirect", () => new Response(null, { status: 302 })],
  ["413 of a proxy", () => new Response("<h1>too large</h1>", { status: 413 })],
  ["400 of a proxy", () => new Response("<h1>bad</h1>", { status: 400 })],
])("after an answer of %s the same results are sent again", async (_name, answer) => {
  server.instead = { path: "results", answer };
  addMany(3);
  const sending = sender.send(stopping.signal);
  await server.when(() => server.insteadCount === 2);
  server.instead = undefined;
  await server.when(() => server.taken.length === 3);
  stopping.abort();
  await sending;
  expect(server.batches).toEqual([3]);
});

test("results outlive a server that cannot be reached", async () => {
  const { port } = server.url;
  await server[Symbol.asyncDispose]();
  const waiting = new AbortController();
  const failing = senderTo(server, waiting);
  failing.add(aFinishedRun(1));
  await failing.send(waiting.signal);
  server = startProtocolServer(Number(port));
  await failing.flush(stopping.signal);
  expect(server.taken.map((one) => one.taskId)).toEqual([1]);
});

test("while the server fails results are tried again, and stopping ends that", async () => {
  server.refusals.push(...Array.from({ length: 1000 }, () => 503));
  addMany(1);
  const sending = sender.send(stopping.signal);
  await server.when(() => server.refused.length === 2);
  stopping.abort();
  await sending;
  expect(server.refused).toHaveLength(2);
  expect(server.taken).toEqual([]);
});

test.each([
  [84_999, 1],
  [85_000, 0],
])("at %d ms, of a result whose lease ended at 25 s, %d is sent", async (ms, sent) => {
  sender.add(aFinishedRun(1));
  clock.ms = ms;
  await sender.flush(stopping.signal);
  expect(server.taken).toHaveLength(sent);
});

test("no more than 10,000 results are kept, the newest", async () => {
  addMany(10_001);
  await sender.flush(stopping.signal);
  expect(server.taken).toHaveLength(10_000);
  expect(server.taken[0]?.taskId).toBe(2);
});

test("flushing with nothing kept asks nobody", async () => {
  await sender.flush(stopping.signal);
  expect(server.batches).toEqual([]);
});

test("flushing ends when its limit comes, though the server fails", async () => {
  server.refusals.push(...Array.from({ length: 1000 }, () => 503));
  addMany(1);
  const flushed = sender.flush(stopping.signal);
  await server.when(() => server.refused.length === 1);
  stopping.abort();
  await flushed;
  expect(server.taken).toEqual([]);
});

function senderTo(to: ProtocolServer, abortAtFailure?: AbortController): ResultSender {
  const client = createServerClient({ url: to.url, token: "t", version: "0" });
  const watched: typeof client = {
    ...client,
    results: async (request, call) => await client.results(request, call).finally(() => abortAtFailure?.abort()),
  };
  const load = () => ({ inFlight: 0, slots: 1, cpuShare: 0, limited: false });
  return createResultSender({
    client: watched,
    caller: aCaller,
    load,
    onTaken: () => undefined,
    clock,
    log: loggerOf("test"),
  });
}

function addMany(count: number): void {
  for (let taskId = 1; taskId <= count; taskId++) sender.add(aFinishedRun(taskId));
}

async function sendUntilTaken(count: number): Promise<void> {
  const sending = sender.send(stopping.signal);
  await server.when(() => server.taken.length >= count);
  stopping.abort();
  await sending;
}
