import { expect, test } from "bun:test";
import fc from "fast-check";
import { missedSlots, nextSlotMs, phaseMs } from "../../../src/checks/schedule.ts";
import { fnv1a, stableHash } from "../../../src/checks/stable-hash.ts";

const anInterval = fc.integer({ min: 1000, max: 86_400_000 });
const anInstant = fc.integer({ min: 0, max: 4_102_444_800_000 });
const aSchedule = fc
  .tuple(anInterval, fc.nat())
  .map(([intervalMs, phase]) => ({ intervalMs, phaseMs: phase % intervalMs }));

test.each([
  ["", 0x811c9dc5],
  ["a", 0xe40c292c],
  ["foobar", 0xbf9cf968],
] as const)("FNV-1a of %j is that of the published vectors", (text, hash) => {
  expect(fnv1a(new TextEncoder().encode(text))).toBe(hash);
});

test("phases never change: those of today are those of every version", () => {
  expect(stableHash("")).toBe(0xab3e7c0b);
  expect(phaseMs("https://example.org GET https://example.org/ any", 60_000)).toBe(48_998);
  expect(phaseMs("https://exämple.org GET https://exämple.org/ any", 300_000)).toBe(46_181);
});

test("a phase lies in its interval", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), anInterval, (key, intervalMs) => {
      const phase = phaseMs(key, intervalMs);
      expect(Number.isInteger(phase)).toBe(true);
      expect(phase).toBeGreaterThanOrEqual(0);
      expect(phase).toBeLessThan(intervalMs);
    }),
  );
});

test("phases of keys that differ in a number are spread evenly", () => {
  const perSecond = Array.from({ length: 60 }, () => 0);
  for (let site = 0; site < 60_000; site++) {
    const second = Math.floor(phaseMs(`https://site${site}.example.org GET / any`, 60_000) / 1000);
    perSecond[second] = (perSecond[second] ?? 0) + 1;
  }
  expect(Math.min(...perSecond)).toBeGreaterThan(850);
  expect(Math.max(...perSecond)).toBeLessThan(1150);
});

test.each([
  [0, 10_000],
  [9_999, 10_000],
  [10_000, 70_000],
  [10_001, 70_000],
  [69_999, 70_000],
  [70_000, 130_000],
  [-50_001, -50_000],
] as const)("after %d ms the next slot of every minute at second 10 is %d ms", (afterMs, next) => {
  expect(nextSlotMs({ intervalMs: 60_000, phaseMs: 10_000 }, afterMs)).toBe(next);
});

test("the next slot is the first after an instant that has the phase", () => {
  fc.assert(
    fc.property(aSchedule, anInstant, (schedule, afterMs) => {
      const next = nextSlotMs(schedule, afterMs);
      expect(next).toBeGreaterThan(afterMs);
      expect(next - schedule.intervalMs).toBeLessThanOrEqual(afterMs);
      expect((next - schedule.phaseMs) % schedule.intervalMs).toBe(0);
    }),
  );
});

test.each([
  [10_000, 70_000, 0],
  [10_000, 70_001, 1],
  [10_000, 130_000, 1],
  [10_000, 190_000, 2],
  [9_999, 70_000, 1],
  [10_000, 10_000, 0],
  [70_000, 10_000, 0],
  [20_000, 30_000, 0],
] as const)("between %d and %d ms lie %d slots of every minute at second 10", (fromMs, toMs, missed) => {
  expect(missedSlots({ intervalMs: 60_000, phaseMs: 10_000 }, fromMs, toMs)).toBe(missed);
});

test("missed slots are those that stepping from slot to slot passes", () => {
  fc.assert(
    fc.property(aSchedule, anInstant, fc.integer({ min: 0, max: 50 }), fc.nat(), (schedule, fromMs, steps, rest) => {
      const toMs = fromMs + steps * schedule.intervalMs + (rest % schedule.intervalMs);
      let passed = 0;
      for (let slot = nextSlotMs(schedule, fromMs); slot < toMs; slot = nextSlotMs(schedule, slot)) passed++;
      expect(missedSlots(schedule, fromMs, toMs)).toBe(passed);
    }),
  );
});

test("nothing is missed from a slot to the next", () => {
  fc.assert(
    fc.property(aSchedule, anInstant, (schedule, atMs) => {
      const slot = nextSlotMs(schedule, atMs);
      expect(missedSlots(schedule, slot, nextSlotMs(schedule, slot))).toBe(0);
    }),
  );
});
