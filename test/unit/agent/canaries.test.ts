import { afterEach, beforeEach, expect, test } from "bun:test";
import { type CanaryWatch, createCanaryWatch, excuse } from "../../../src/agent/canaries.ts";
import { loggerOf } from "../../../src/base/log.ts";
import type { Canary } from "../../../src/config/probe-settings.ts";
import { anAnswer } from "../../builders/answer.ts";
import { aFailure, anAgentError } from "../../builders/failure.ts";
import { aProber } from "../../builders/prober.ts";
import { aDeadCanary, type CanarySite, startCanary } from "../../farm/canary.ts";
import { heldClock } from "../../harness/held-clock.ts";

const never = new Promise<Response>(() => undefined);
let held = new AsyncDisposableStack();
let clock = heldClock();
let stopping = new AbortController();
let alive: CanarySite;

beforeEach(() => {
  held = new AsyncDisposableStack();
  clock = heldClock();
  stopping = new AbortController();
  alive = held.use(startCanary());
});

afterEach(async () => {
  stopping.abort();
  await held.disposeAsync();
});

test.each(["dns-failed", "connection-refused", "connection-reset", "unreachable", "timeout", "tls-failed"] as const)(
  "a probe that ended with %s is the agent's own fault when no canary answers",
  async (reason) => {
    const failure = aFailure({ reason, message: "no answer in 10 s", timings: { totalMs: 7 } });
    expect(await excuse(failure, watch(await aDeadCanary()))).toEqual({
      kind: "agent-error",
      url: failure.url,
      reason: "agent-isolated",
      message: "no answer in 10 s; no canary answered either, so the agent's own network is in doubt",
      timings: { totalMs: 7 },
    });
    expect(await excuse(failure, watch(alive.canary))).toBe(failure);
    expect(alive.asked).toBe(1);
  },
);

test.each([
  ["an answer", anAnswer({ status: 503 })],
  ["an expired certificate", aFailure({ reason: "certificate-expired" })],
  ["an answer that is not HTTP", aFailure({ reason: "malformed-response" })],
  ["an address that may not be probed", aFailure({ reason: "address-refused" })],
  ["a fault of the agent that is known already", anAgentError()],
])("after %s no canary is asked", async (_, seen) => {
  expect(await excuse(seen, watch(alive.canary))).toBe(seen);
  expect(alive.asked).toBe(0);
});

test.each([
  ["an error", () => new Response("broken", { status: 500 })],
  ["a redirect", () => new Response(null, { status: 302, headers: { location: "https://elsewhere.test/" } })],
  ["a long page", () => new Response("x".repeat(100_000))],
])("%s is a sign of life", async (_, answer) => {
  alive.answer = answer;
  expect(await watch(alive.canary).anyAnswers()).toBe(true);
});

test("one canary that answers is enough, whatever the others do", async () => {
  const hanging = held.use(startCanary(60_000));
  hanging.answer = async () => await never;
  expect(await watch(hanging.canary, await aDeadCanary(), alive.canary).anyAnswers()).toBe(true);
  expect([hanging.asked, alive.asked]).toEqual([1, 1]);
});

test("a canary that takes longer than its time is silent", async () => {
  const hanging = held.use(startCanary(50));
  hanging.answer = async () => await never;
  expect(await watch(hanging.canary).anyAnswers()).toBe(false);
});

test("failures that come together share one asking", async () => {
  const canaries = watch(alive.canary);
  expect(await Promise.all(Array.from({ length: 50 }, () => canaries.anyAnswers()))).toEqual(Array(50).fill(true));
  expect(alive.asked).toBe(1);
});

test("failures that come while an asking is under way share the next one: the first may be older than they", async () => {
  const first = Promise.withResolvers<Response>();
  const begun = Promise.withResolvers<void>();
  alive.answer = async () => {
    begun.resolve();
    return await first.promise;
  };
  const canaries = watch(alive.canary);
  const before = canaries.anyAnswers();
  await begun.promise;
  clock.ms += 1000;
  const later = [canaries.anyAnswers(), canaries.anyAnswers(), canaries.anyAnswers()];
  alive.answer = () => new Response("still alive");
  first.resolve(new Response("alive"));
  expect(await Promise.all([before, ...later])).toEqual([true, true, true, true]);
  expect(alive.asked).toBe(2);
});

test("a sign of life is never remembered: it says nothing about a failure that comes after it", async () => {
  const canaries = watch(alive.canary);
  expect(await canaries.anyAnswers()).toBe(true);
  await alive[Symbol.asyncDispose]();
  clock.ms += 1000;
  expect(await canaries.anyAnswers()).toBe(false);
});

test.each([
  [4999, false, 1],
  [5000, true, 2],
])("%d ms after no canary answered the word is %p and %d requests were sent", async (ms, word, asked) => {
  const slow = held.use(startCanary(50));
  slow.answer = async () => await never;
  const canaries = watch(slow.canary);
  expect(await canaries.anyAnswers()).toBe(false);
  slow.answer = () => new Response("back");
  clock.ms += ms;
  expect(await canaries.anyAnswers()).toBe(word);
  expect(slow.asked).toBe(asked);
});

test("an agent that stops waits for no canary", async () => {
  alive.answer = async () => await never;
  const asking = watch({ ...alive.canary, timeoutMs: 60_000 }).anyAnswers();
  stopping.abort(new Error("stopped"));
  await expect(asking).rejects.toThrow("stopped");
});

test("without canaries there is nothing to watch", () => {
  expect(createCanaryWatch(deps([]))).toBeUndefined();
});

function watch(...canaries: readonly Canary[]): CanaryWatch {
  const made = createCanaryWatch(deps(canaries));
  if (made === undefined) throw new Error("no watch for canaries");
  return made;
}

function deps(canaries: readonly Canary[]) {
  return { canaries, createProber: () => aProber(), clock, log: loggerOf("test"), signal: stopping.signal };
}
