import { expect, test } from "bun:test";
import { createRecentMap } from "../../../src/net/recent-map.ts";
import { createChainMemory, type KnownChain } from "../../../src/probe/chain-memory.ts";
import { createStopwatch } from "../../../src/probe/stopwatch.ts";
import { createTrust } from "../../../src/probe/trust.ts";

const certificate = (fingerprint: string) => ({
  subject: "CN=a",
  issuer: "CN=b",
  serialNumber: "1",
  notBeforeMs: 0,
  notAfterMs: 1,
  fingerprint,
  names: [],
});

const knownChain = (leaf: string, over: Partial<KnownChain> = {}): KnownChain => ({
  chain: { certificates: [certificate(leaf), certificate("issuer")] },
  weakness: undefined,
  whole: true,
  isSound: true,
  detour: undefined,
  ...over,
});

test("a map of three forgets what was looked at longest ago", () => {
  const map = createRecentMap<string, number>(3);
  for (const [index, key] of ["a", "b", "c"].entries()) map.set(key, index);
  expect(map.get("a")).toBe(0);
  map.set("d", 3);
  expect(["a", "b", "c", "d"].map((key) => map.get(key))).toEqual([0, undefined, 2, 3]);
  expect(map.size).toBe(3);
});

test("chains share one copy of their issuer", () => {
  const memory = createChainMemory();
  const [first, second] = ["one", "two"].map((leaf) => memory.keep(leaf, knownChain(leaf), 0));
  expect(first?.chain.certificates[1]).toBe(second?.chain.certificates[1]);
});

test.each([
  [{}, 3_599_999, true],
  [{}, 3_600_000, false],
  [{ whole: false }, 299_999, true],
  [{ whole: false }, 300_000, false],
  [{ isSound: false }, 1, false],
])("a chain with %j is still known after %d ms: %p", (over, nowMs, known) => {
  const memory = createChainMemory();
  memory.keep("leaf", knownChain("leaf", over), 0);
  expect(memory.find("leaf", nowMs) !== undefined).toBe(known);
});

test("without own roots there is only one set", () => {
  const trust = createTrust(undefined);
  expect([trust.first("a.example"), trust.other(trust.first("a.example"))]).toEqual([{}, undefined]);
});

test("a host is first verified against the roots that knew it, a new one against those that served last", () => {
  const trust = createTrust("pem");
  const runtime = trust.first("a.example");
  const own = trust.other(runtime);
  expect([runtime, own]).toEqual([{}, { ca: "pem", allowPartialTrustChain: true }]);
  trust.confirm("a.example", own ?? {});
  trust.confirm("b.example", runtime);
  expect(["a.example", "b.example", "new.example"].map((host) => trust.first(host))).toEqual([
    own ?? {},
    runtime,
    runtime,
  ]);
  expect(trust.other(own ?? {})).toBe(runtime);
});

test("issuers that a server sent are no anchors, and a host that needs them is remembered", () => {
  const trust = createTrust("pem");
  const through = trust.through(["sent"]);
  expect([through.ca?.at(0), through.ca?.at(-1), through.allowPartialTrustChain]).toEqual(["pem", "sent", undefined]);
  trust.confirm("a.example", through);
  expect([trust.first("a.example"), trust.first("b.example")]).toEqual([through, {}]);
});

test("a stopwatch counts only while it runs", () => {
  let atMs = 1000;
  const watch = createStopwatch({ now: () => new Date(0), monotonicMs: () => atMs }, 100);
  atMs += 50;
  expect([watch.elapsedMs(), watch.remainingMs()]).toEqual([0, 100]);
  watch.run();
  atMs += 30.126;
  watch.halt();
  atMs += 1000;
  watch.run();
  atMs += 10;
  expect(watch.elapsedMs()).toBe(40.13);
  atMs += 100;
  expect(watch.remainingMs()).toBe(0);
});
