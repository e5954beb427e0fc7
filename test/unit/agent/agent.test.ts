import { afterEach, beforeEach, expect, test } from "bun:test";
import { startAgent } from "../../../src/agent/agent.ts";
import { createServerClient } from "../../../src/agent/client.ts";
import { systemClock } from "../../../src/base/clock.ts";
import { loggerOf } from "../../../src/base/log.ts";
import type { Observation } from "../../../src/checks/observation.ts";
import type { ProbeSettings } from "../../../src/config/probe-settings.ts";
import { protocolVersion } from "../../../src/contract/agent.ts";
import { anAnswer } from "../../builders/answer.ts";
import { aFailure } from "../../builders/failure.ts";
import { aLease, manyLeases } from "../../builders/lease.ts";
import { probeSettings } from "../../builders/probe-settings.ts";
import { startProtocolServer } from "../../harness/protocol-server.ts";

type Probe = (url: string, signal: AbortSignal) => Promise<Observation>;

let server = startProtocolServer();
let running = new AsyncDisposableStack();

beforeEach(async () => {
  await server[Symbol.asyncDispose]();
  server = startProtocolServer();
  server.settings = { revision: "1", probe: probeSettings() };
  running = new AsyncDisposableStack();
});

afterEach(async () => {
  await running.disposeAsync();
  await server[Symbol.asyncDispose]();
});

const answers: Probe = async () => anAnswer();
const never: Probe = async (_, signal) => {
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  return await promise;
};

test("leases are probed, judged and returned", async () => {
  start(answers);
  server.offer(aLease({ taskId: 7, token: 3 }), aLease({ taskId: 8, token: 1, target: { checks: [] } }));
  await server.when(() => server.taken.length === 2);
  const [one] = server.taken.filter(({ taskId }) => taskId === 7);
  expect(one).toMatchObject({ token: 3, kind: "answer", status: 200, totalMs: 50, firstByteMs: 40 });
  expect(one?.findings).toEqual([{ key: "status-is", severity: "ok", reason: "passed", message: expect.any(String) }]);
});

test.each([
  ["passes", 200, false, false],
  ["passes after a failure", 200, true, true],
  ["fails", 503, false, true],
])("evidence of a run that %s goes along: %p, %p, %p", async (_, status, wantEvidence, sent) => {
  start(async () => anAnswer({ status }));
  server.offer(aLease({ wantEvidence }));
  await server.when(() => server.taken.length === 1);
  expect(server.taken[0]?.evidence !== undefined).toBe(sent);
});

test("no more tasks are in hand than there are slots, and no more are asked for", async () => {
  let inFlight = 0;
  let most = 0;
  start(
    async () => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await ready();
      inFlight -= 1;
      return anAnswer();
    },
    { slots: 4 },
  );
  server.offer(...manyLeases(20));
  await server.when(() => server.taken.length === 20);
  expect(most).toBe(4);
  expect(Math.max(...server.leaseRequests.map((one) => one.freeSlots))).toBe(4);
  expect(new Set(server.taken.map((one) => one.taskId)).size).toBe(20);
});

test("an agent whose slots are all taken asks for nothing until one is free", async () => {
  const first = Promise.withResolvers<Observation>();
  const begun: string[] = [];
  start(
    async (url, signal) => {
      begun.push(url);
      return begun.length === 1 ? await first.promise : await never(url, signal);
    },
    { slots: 2 },
  );
  server.offer(...manyLeases(3));
  await server.when(() => server.leaseRequests.length === 1);
  while (begun.length < 2) await ready();
  first.resolve(anAnswer());
  await server.when(() => server.leaseRequests.length === 2 && server.taken.length === 1);
  expect(server.leaseRequests.map((one) => one.freeSlots)).toEqual([2, 1]);
});

test("every request says who asks; the instance is new at each start", async () => {
  for (const revision of ["1", "2"]) {
    const agent = start(answers);
    server.settings = { revision, probe: probeSettings() };
    await server.when(() => server.leaseRequests.at(-1)?.settingsRevision === revision);
    await agent[Symbol.asyncDispose]();
  }
  for (const one of server.leaseRequests) {
    expect(one).toMatchObject({ agent: "paris", version: "0.1.0", protocol: protocolVersion });
  }
  expect(new Set(server.leaseRequests.map((one) => one.instance)).size).toBe(2);
});

test("new settings are used from the next run on, and their revision is sent", async () => {
  const used: ProbeSettings[] = [];
  start(answers, { onSettings: (settings) => used.push(settings) });
  await server.when(() => server.leaseRequests.at(-1)?.settingsRevision === "1");
  server.settings = { revision: "2", probe: probeSettings({ bodyBytesMax: 10 }) };
  server.offer(aLease());
  await server.when(() => server.leaseRequests.at(-1)?.settingsRevision === "2" && server.taken.length === 1);
  expect(used.map((one) => one.bodyBytesMax)).toEqual([1_048_576, 10]);
});

test.each([
  [14_999, "handed back"],
  [15_000, "probed"],
])("a lease of %d ms on a target with a timeout of 10 s is %s", async (leaseMs, outcome) => {
  start(answers);
  server.offer(aLease({ leaseMs }));
  await server.when(() => server.released.length + server.taken.length === 1);
  expect(server.released).toEqual(outcome === "probed" ? [] : [{ taskId: 1, token: 1 }]);
});

test("leases that come before any settings are handed back", async () => {
  server.settings = undefined;
  start(answers);
  server.offer(...manyLeases(3));
  await server.when(() => server.released.length === 3);
  expect(server.taken).toEqual([]);
});

test("stopping returns what is finished and hands back what is not", async () => {
  const finished = Promise.withResolvers<void>();
  start(async (url, signal) => {
    if (url.includes("slow")) return await never(url, signal);
    finished.resolve();
    return anAnswer();
  });
  const slow = { url: "https://slow.test/" };
  server.offer(aLease({ taskId: 1, token: 5 }), aLease({ taskId: 2, token: 6, target: slow }));
  await finished.promise;
  await ready();
  await running.disposeAsync();
  expect(server.taken.map((one) => one.taskId)).toEqual([1]);
  expect(server.released).toEqual([{ taskId: 2, token: 6 }]);
});

test("stopping does not fail when the server is gone", async () => {
  start(never);
  server.offer(aLease());
  await server.when(() => server.leaseRequests.length === 2);
  await server[Symbol.asyncDispose]();
  await running.disposeAsync();
  expect(server.released).toEqual([]);
});

test("a prober that breaks makes every check of that run unknown and the others go on", async () => {
  start(async (url) => {
    if (url.includes("broken")) throw new TypeError("undefined is not a function");
    return anAnswer();
  });
  server.offer(aLease({ taskId: 1, target: { url: "https://broken.test/" } }), aLease({ taskId: 2 }));
  await server.when(() => server.taken.length === 2);
  const broken = server.taken.find((one) => one.taskId === 1);
  expect([broken?.kind, broken?.findings.map((one) => [one.severity, one.reason])]).toEqual([
    "failure",
    [["unknown", "probe-bug"]],
  ]);
  expect(server.taken.find((one) => one.taskId === 2)?.kind).toBe("answer");
});

test.each([
  ["answers", "failure", "critical", "timeout"],
  ["is as silent as the target", "agent-error", "unknown", "agent-isolated"],
] as const)(
  "a target without an answer while the canary %s is returned as %s",
  async (does, kind, severity, reason) => {
    const canaries = [{ url: "https://canary.test/", timeoutMs: 1000 }];
    server.settings = { revision: "1", probe: probeSettings({ canaries }) };
    start(async (url) =>
      url.includes("canary") && does === "answers" ? anAnswer() : aFailure({ url, reason: "timeout" }),
    );
    server.offer(aLease());
    await server.when(() => server.taken.length === 1);
    expect(server.taken[0]).toMatchObject({ kind, findings: [{ severity, reason }], evidence: { kind, reason } });
  },
);

test("an agent whose server fails asks again", async () => {
  server.refusals.push(500);
  start(answers);
  server.offer(aLease());
  await server.when(() => server.taken.length === 1);
  expect(server.refused).toEqual(["/api/v1/agent/lease"]);
});

test("each request for work tells what the agent carries", async () => {
  const first = Promise.withResolvers<Observation>();
  let begun = 0;
  start(
    async (url, signal) => {
      begun += 1;
      return begun === 1 ? await first.promise : await never(url, signal);
    },
    { slots: 16 },
  );
  server.offer(...manyLeases(3));
  while (begun < 3) await ready();
  first.resolve(anAnswer());
  await server.when(() => server.taken.length === 1);
  expect(server.loads[0]).toEqual({ inFlight: 0, slots: 16, cpuShare: expect.any(Number), limited: false });
  expect(server.loads.at(-1)).toMatchObject({ inFlight: 2, slots: 16 });
});

test("a request for work has no field that an older server would refuse", async () => {
  start(answers);
  await server.when(() => server.leaseRequests.at(-1)?.settingsRevision === "1");
  const known = ["agent", "families", "freeSlots", "instance", "protocol", "settingsRevision", "version", "waitMs"];
  expect(Object.keys(server.leaseRequests.at(-1) ?? {}).sort()).toEqual(known);
});

/** Lets everything run that is ready to. */
async function ready(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** Starts an agent with this probe; it is stopped when the test ends. */
function start(
  probe: Probe,
  options: { readonly slots?: number; readonly onSettings?: (settings: ProbeSettings) => void } = {},
): AsyncDisposable {
  return running.use(
    startAgent({
      client: createServerClient({ url: server.url, token: "t", version: "0.1.0" }),
      name: "paris",
      version: "0.1.0",
      slots: options.slots ?? 100,
      createProber: (settings: ProbeSettings) => {
        options.onSettings?.(settings);
        return {
          probe: async (request: { url: string }, signal: AbortSignal) => await probe(request.url, signal),
          updateSettings: (next: ProbeSettings) => options.onSettings?.(next),
          limitHandshakes: () => undefined,
          underWay: 0,
        };
      },
      clock: systemClock,
      log: loggerOf("test"),
    }),
  );
}
