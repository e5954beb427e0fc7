import { expect, test } from "bun:test";
import { formatLoad, parseLoad } from "../../../src/contract/agent-load.ts";

test.each([
  { inFlight: 0, slots: 1, cpuShare: 0, limited: false },
  { inFlight: 12, slots: 1000, cpuShare: 0.83, limited: true },
  { inFlight: 999_999, slots: 1_000_000, cpuShare: 64.25, limited: false },
])("%j arrives as it was told", (load) => {
  expect(parseLoad(formatLoad(load))).toEqual(load);
});

test("members of a later version are passed over", () => {
  const load = { inFlight: 1, slots: 2, cpuShare: 0.5, limited: true };
  expect(parseLoad(`memory=12, ${formatLoad(load)}, swap`)).toEqual(load);
});

test.each([
  null,
  "",
  "in-flight=1",
  "in-flight=1, slots=2",
  "in-flight=-1, slots=2, cpu=0.1",
  "in-flight=1e9, slots=2, cpu=0.1",
  "in-flight=12345678, slots=2, cpu=0.1",
  "in-flight=1, slots=2, cpu=NaN",
  "in-flight=1, slots=2, cpu=Infinity",
  "in-flight=1, slots=2, cpu=0.12345",
  `in-flight=1, slots=2, cpu=0.1, ${"x".repeat(200)}`,
  "<script>alert(1)</script>",
])("%j tells nothing", (header) => {
  expect(parseLoad(header)).toBeUndefined();
});
