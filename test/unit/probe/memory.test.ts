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

const knownChain = (leaf: string, whole = true): KnownChain => ({
  chain: { certificates: [certificate(leaf), certificate("issuer")] },
  weakness: undefined,
  whole,
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
  [true, 3_600_000, true],
  [false, 3_599_999, true],
  [false, 3_600_000, false],
])("a chain seen whole (%p) is still known after %d ms: %p", (whole, nowMs, known) => {
  const memory = createChainMemory();
  memory.keep("leaf", knownChain("leaf", whole), 0);
  expect(memory.find("leaf", nowMs) !== undefined).toBe(known);
});

test("without own roots there is only one set", () => {
  const trust = createTrust(undefined);
  expect([trust.first("a.example"), trust.other(undefined)]).toEqual([undefined, false]);
});

test("a host is first verified against the roots that knew it, a new one against those that served last", () => {
  const trust = createTrust("pem");
  expect(trust.first("a.example")).toBeUndefined();
  expect([trust.other(undefined), trust.other("pem")]).toEqual([{ roots: "pem" }, { roots: undefined }]);
  trust.confirm("a.example", "pem");
  trust.confirm("b.example", undefined);
  expect(["a.example", "b.example", "new.example"].map((host) => trust.first(host))).toEqual([
    "pem",
    undefined,
    undefined,
  ]);
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
