import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { startAgent } from "../../../src/agent/agent.ts";
import { createServerClient, type Trouble } from "../../../src/agent/client.ts";
import { readLeaseReply } from "../../../src/agent/replies.ts";
import { cleanText } from "../../../src/base/clean-text.ts";
import { systemClock } from "../../../src/base/clock.ts";
import { aCaller } from "../../builders/agent-request.ts";
import { anAnswer } from "../../builders/answer.ts";
import { aLease, manyLeases } from "../../builders/lease.ts";
import { probeSettings } from "../../builders/probe-settings.ts";
import { aRunResult } from "../../builders/run-result.ts";
import { type HeardLog, heardLog } from "../../harness/heard-log.ts";
import { oddAnswers } from "../../harness/odd-answers.ts";
import { type AgentPath, startProtocolServer } from "../../harness/protocol-server.ts";

const token = "a-token-of-this-test";
const never = new AbortController().signal;

let server = startProtocolServer();
let running = new AsyncDisposableStack();
let heard: HeardLog = heardLog();

beforeEach(async () => {
  await server[Symbol.asyncDispose]();
  server = startProtocolServer();
  server.settings = { revision: "1", probe: probeSettings() };
  running = new AsyncDisposableStack();
  heard = heardLog();
});

afterEach(async () => {
  await running.disposeAsync();
  await server[Symbol.asyncDispose]();
  heard[Symbol.dispose]();
});

describe.each(["lease", "results", "release"] as const)("a request for %s", (path) => {
  test.each(oddAnswers)("that is answered with %s is a trouble in one short line", async (_name, answer) => {
    server.instead = { path, answer };
    const trouble = await troubleAt(path);
    expect(trouble.situation).not.toBe("");
    expect(trouble.message.length).toBeLessThan(400);
    expect(cleanText(trouble.message, 400)).toBe(trouble.message);
  });

  test("that is answered with an echo of the request quotes no token", async () => {
    for (const status of [200, 302, 404, 500]) {
      const headers = { location: `/?t=${token}` };
      for (const body of [`Bearer ${token}`, JSON.stringify({ detail: `Bearer ${token}` })]) {
        server.instead = { path, answer: () => new Response(body, { status, headers }) };
        expect((await troubleAt(path)).message).not.toContain(token);
      }
    }
  });
});

test.each([
  [503, { detail: "busy" }, "later", "503 busy"],
  [429, { detail: "slow" }, "later", "429 slow"],
  [401, { detail: "no such token" }, "refused", "401 no such token"],
  [422, { detail: "wrong\n\u001b[31mshape" }, "refused", "422 wrong [31mshape"],
  [413, "<h1>too large</h1>", "odd", "is the address right?"],
] as const)("a %d with %j is %s", async (status, body, kind, said) => {
  server.instead = { path: "lease", answer: () => Response.json(body, { status }) };
  const trouble = await troubleAt("lease");
  expect(trouble.kind).toBe(kind);
  expect(trouble.message).toContain(said);
});

test("a server that cannot be reached, and one that is no HTTP, are troubles for later", async () => {
  using other = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      data: (socket) => {
        socket.end("SSH-2.0-OpenSSH_9.2\r\n\r\n");
      },
    },
  });
  for (const port of [1, other.port]) {
    const client = createServerClient({ url: new URL(`http://127.0.0.1:${port}`), token, version: "0" });
    expect(await client.release({ ...aCaller, leases: [] }, never)).toMatchObject({ kind: "later" });
  }
});

test("a body that trickles ends with the request's time", async () => {
  const late = new AbortController();
  let drops = 0;
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    drops += 1;
    if (drops === 3) late.abort();
    controller.enqueue(new TextEncoder().encode(" "));
    await new Promise((resolve) => setImmediate(resolve));
  };
  server.instead = { path: "release", answer: () => new Response(new ReadableStream({ pull })) };
  const client = createServerClient({ url: server.url, token, version: "0" });
  expect(await client.release({ ...aCaller, leases: [] }, late.signal)).toMatchObject({ kind: "later" });
});

const { settings, ...reply } = {
  now: new Date().toISOString(),
  leases: [aLease({ taskId: 8 })],
  settings: { revision: "1", probe: probeSettings() },
};

test.each([
  ["now that is no date", { now: "yesterday" }],
  ["now that is a number", { now: 12 }],
  ["no now", { now: undefined }],
  ["takesCertificates that is a text", { takesCertificates: "yes" }],
  ["settings that are a text", { settings: "none" }],
  ["settings without a prober", { settings: { revision: "2" } }],
  ["a revision that is a number", { settings: { ...settings, revision: 2 } }],
  ["a cap that is negative", { settings: { revision: "2", probe: { ...settings.probe, bodyBytesMax: -1 } } }],
  [
    "a network that nobody knows",
    { settings: { revision: "2", probe: { ...settings.probe, allowNetworks: ["moon"] } } },
  ],
  ["addresses that are a list", { settings: { revision: "2", probe: { ...settings.probe, resolve: [1] } } }],
] as const)("of a reply with %s nothing is used, and the leases that can be read are named", (_name, fields) => {
  const reading = readLeaseReply({ ...reply, settings, ...fields });
  if (reading.kind === "read") expect(reading.value.settings?.kind).toBe("unreadable");
  else expect(reading).toMatchObject({ why: expect.stringMatching(/^\/\w+: /), names: [{ taskId: 8, token: 1 }] });
});

test.each([
  ["an instant", { now: "yesterday" }],
  ["settings", { settings: {} }],
] as const)("of a reply without %s all leases go back, and the next one is used", async (_name, fields) => {
  once("lease", { ...reply, settings, ...fields });
  start();
  await server.when(() => server.released.length === 1);
  expect(server.released).toEqual([{ taskId: 8, token: 1 }]);
  expect(heard.with("cannot lease tasks")).toHaveLength(1);
  server.offer(aLease({ taskId: 9 }));
  await server.when(() => server.taken.length === 1);
  expect(server.taken.map(({ taskId }) => taskId)).toEqual([9]);
  expect(heard.with("the server gives tasks again")).toHaveLength(1);
});

const { target } = aLease();

test.each([
  ["null", null, []],
  ["a number", 7, []],
  ["a list", [], []],
  ["an empty object", {}, []],
  ["one without a target", { ...aLease({ taskId: 7 }), target: undefined }, []],
  ["one whose task is a text", { ...aLease(), taskId: "7" }, []],
  ["one whose task is out of range", aLease({ taskId: 2 ** 31 }), []],
  ["one without checks", { ...aLease({ taskId: 7 }), target: { ...target, checks: undefined } }, []],
  ["one with a check of null", { ...aLease({ taskId: 7 }), target: { ...target, checks: [null] } }, []],
  ["one that lasts a negative time", aLease({ taskId: 7, leaseMs: -1 }), [7]],
  ["one that lasts for ever", aLease({ taskId: 7, leaseMs: 1e300 }), [7]],
  ["one that lasts null, as NaN is in JSON", aLease({ taskId: 7, leaseMs: Number.NaN }), [7]],
  ["one whose timeout is a text", { ...aLease({ taskId: 7 }), target: { ...target, timeoutMs: "1s" } }, [7]],
  ["one whose method is new", { ...aLease({ taskId: 7 }), target: { ...target, method: "QUERY" } }, [7]],
  ["one whose headers are a list", { ...aLease({ taskId: 7 }), target: { ...target, headers: [] } }, [7]],
  ["one whose header is a number", { ...aLease({ taskId: 7 }), target: { ...target, headers: { a: 1 } } }, [7]],
  ["one whose check is of a new kind", { ...aLease({ taskId: 7 }), target: withCheck({ kind: "smells-like" }) }, [7]],
  ["one whose check expects nothing", { ...aLease({ taskId: 7 }), target: withCheck({ kind: "status-is" }) }, [7]],
  ["one whose check has no kind", { ...aLease({ taskId: 7 }), target: withCheck(undefined) }, [7]],
])("beside %s the other leases of a reply are run", async (_name, odd, answeredFor) => {
  once("lease", { ...reply, settings, leases: [odd, aLease({ taskId: 8 })] });
  start();
  await server.when(() => server.taken.length === 1 + answeredFor.length);
  expect(server.taken.find(({ taskId }) => taskId === 8)?.kind).toBe("answer");
  for (const taskId of answeredFor) {
    const result = server.taken.find((one) => one.taskId === taskId);
    expect(result).toMatchObject({
      token: 1,
      kind: "agent-error",
      findings: [{ key: "status-is", severity: "unknown", reason: "agent-error" }],
    });
    expect(result?.findings[0]?.message).toContain("cannot read the task (/");
  }
  expect(heard.with("tasks that this agent cannot read")).toHaveLength(1);
});

test("what a newer server adds to a reply, to leases, targets, checks and settings is passed over", async () => {
  const added = { news: [1] };
  const lease = aLease({ taskId: 8 });
  const checks = lease.target.checks.map((check) => ({ ...check, ...added, expect: { ...check.expect, ...added } }));
  once("lease", {
    ...reply,
    ...added,
    leases: [{ ...lease, ...added, target: { ...lease.target, ...added, checks } }],
    settings: { ...settings, ...added, probe: { ...settings.probe, ...added } },
  });
  start();
  await server.when(() => server.taken.length === 1);
  expect(server.taken[0]?.kind).toBe("answer");
  expect(said()).toEqual(["took settings from the server"]);
});

test("more leases than were asked for go back", async () => {
  const leases = Array.from({ length: 6 }, (_, index) => aLease({ taskId: index + 1 }));
  once("lease", { ...reply, settings, leases });
  start({ slots: 4 });
  await server.when(() => server.taken.length === 4 && server.released.length === 2);
});

test.each([
  [1000, 1000, 0],
  [1001, 0, 1000],
])("of a reply with %d leases %d are run and %d handed back", async (count, run, back) => {
  once("lease", { ...reply, settings, leases: manyLeases(count) });
  start({ slots: 1000 });
  await server.when(() => server.taken.length === run && server.released.length === back);
});

test("an agent says once that its server is not well, and once that it is again", async () => {
  server.instead = { path: "lease", answer: () => Response.json({ status: "maintenance", at: server.insteadCount }) };
  start();
  await server.when(() => server.insteadCount === 2);
  server.instead = undefined;
  server.offer(aLease());
  await server.when(() => server.taken.length === 1);
  expect(said()).toEqual([
    "cannot lease tasks, will try again",
    "the server gives tasks again",
    "took settings from the server",
  ]);
});

test("an agent says again what is wrong when it becomes something else", async () => {
  server.instead = {
    path: "lease",
    answer: () => Response.json({}, { status: server.insteadCount === 1 ? 200 : 503 }),
  };
  start();
  await server.when(() => server.insteadCount === 3);
  expect(heard.with("cannot lease tasks")).toHaveLength(2);
});

test("leases that could not be handed back are handed back later", async () => {
  server.instead = { path: "release", answer: () => Response.json({}) };
  start();
  server.offer(aLease({ leaseMs: 14_000 }));
  await server.when(() => server.insteadCount === 2);
  server.instead = undefined;
  await server.when(() => server.released.length === 1);
  await running.disposeAsync();
  expect(heard.with("cannot hand back")).toHaveLength(1);
  expect(heard.with("takes back tasks again")).toHaveLength(1);
});

/** What the agent said, but for how busy this machine is. */
function said(): string[] {
  return heard.lines.map(({ text }) => text).filter((text) => !text.startsWith("this machine is the limit"));
}

function withCheck(expect: unknown) {
  return { ...target, checks: [{ key: "status-is", severity: "critical", expect }] };
}

/** Answers the next request of a path with this value. */
function once(path: AgentPath, value: unknown): void {
  const answer = () => {
    server.instead = undefined;
    return Response.json(value);
  };
  server.instead = { path, answer };
}

async function troubleAt(path: AgentPath): Promise<Trouble> {
  const client = createServerClient({ url: server.url, token, version: "0.1.0" });
  const load = { inFlight: 0, slots: 1, cpuShare: 0, limited: false };
  const call = { signal: never, load };
  const requests = {
    lease: () => client.lease({ ...aCaller, freeSlots: 1, families: [4], waitMs: 0 }, call),
    results: () => client.results({ ...aCaller, results: [aRunResult({ taskId: 1, token: 1 })] }, call),
    release: () => client.release({ ...aCaller, leases: [] }, never),
  };
  const answered = await requests[path]();
  if (answered.kind === "ok") throw new Error(`taken for a reply: ${JSON.stringify(answered.reply)}`);
  return answered;
}

function start({ slots = 100 } = {}): AsyncDisposable {
  return running.use(
    startAgent({
      client: createServerClient({ url: server.url, token, version: "0.1.0" }),
      name: "paris",
      version: "0.1.0",
      slots,
      createProber: () => ({
        probe: async () => anAnswer(),
        updateSettings: () => undefined,
        limitHandshakes: () => undefined,
        underWay: 0,
      }),
      clock: systemClock,
      log: heard.log,
    }),
  );
}
