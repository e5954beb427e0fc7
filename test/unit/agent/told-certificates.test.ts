import { expect, test } from "bun:test";
import { createToldCertificates } from "../../../src/agent/told-certificates.ts";
import type { Certificate, Observation } from "../../../src/checks/observation.ts";
import { anAnswer } from "../../builders/answer.ts";
import { aCertificate, aChain, anIssuer, nowMs } from "../../builders/certificate.ts";
import { aFailure } from "../../builders/failure.ts";
import { heldClock } from "../../harness/held-clock.ts";

const hourMs = 3_600_000;
/** The years 1 to 9999. */
const calendarMs = { first: Date.parse("0001-01-01T00:00:00.000Z"), last: Date.parse("9999-12-31T23:59:59.999Z") };
const first = fingerprintOf("01");
const second = fingerprintOf("02");

const anAgentFault: Observation = {
  kind: "agent-error",
  url: "https://example.org/",
  reason: "agent-error",
  message: "",
  timings: { totalMs: 0 },
};

function fingerprintOf(pair: string): string {
  return Array.from({ length: 32 }, () => pair).join(":");
}

function shows(overrides: Partial<Certificate> = {}): Observation {
  return anAnswer({ chain: aChain(aCertificate(overrides), anIssuer()) });
}

test("a certificate is told once a task, and another one of it again", () => {
  const memory = createToldCertificates(() => 0);
  const one = memory.toTell(1, shows({ fingerprint: first }));
  expect(one).toEqual({
    fingerprint: "01".repeat(32),
    issuer: "CN=Test Issuer",
    subject: "CN=example.org",
    notBeforeMs: nowMs - 30 * 24 * hourMs,
    notAfterMs: nowMs + 60 * 24 * hourMs,
  });
  expect(memory.toTell(1, shows({ fingerprint: first }))).toEqual(one);
  if (one !== undefined) memory.told(1, one);
  expect(memory.toTell(1, shows({ fingerprint: first }))).toBeUndefined();
  expect(memory.toTell(2, shows({ fingerprint: first }))).toEqual(one);
  expect(memory.toTell(1, shows({ fingerprint: second }))?.fingerprint).toBe("02".repeat(32));
});

test.each([
  [4, []],
  [5, ["00"]],
])("of a name that shows %d certificates in turn, %j are told once more", (many, toldAgain) => {
  const memory = createToldCertificates(() => 0);
  const all = Array.from({ length: many }, (_, index) => shows({ fingerprint: fingerprintOf(`0${index}`) }));
  for (const seen of all) {
    const one = memory.toTell(1, seen);
    if (one !== undefined) memory.told(1, one);
  }
  const again = all.flatMap((seen) => memory.toTell(1, seen)?.fingerprint.slice(0, 2) ?? []);
  expect(again).toEqual([...toldAgain]);
});

test.each([
  [6 * hourMs - 1, false],
  [6 * hourMs, true],
])("after %d ms a certificate is told again: %p", (afterMs, isTold) => {
  const clock = heldClock();
  const memory = createToldCertificates(() => clock.ms);
  const one = memory.toTell(1, shows());
  if (one !== undefined) memory.told(1, one);
  clock.ms = afterMs;
  expect(memory.toTell(1, shows()) !== undefined).toBe(isTold);
});

test.each([
  ["no chain", false, anAnswer()],
  ["an empty chain", false, anAnswer({ chain: aChain() })],
  ["a fault of the agent", false, anAgentFault],
  ["a failure with a chain", true, aFailure({ reason: "certificate-expired", chain: aChain(aCertificate()) })],
  ["a date that is none", false, shows({ notAfterMs: Number.NaN })],
  ["the first instant of the calendar", true, shows({ notBeforeMs: calendarMs.first })],
  ["one before it", false, shows({ notBeforeMs: calendarMs.first - 1 })],
  ["the last instant of the calendar", true, shows({ notAfterMs: calendarMs.last })],
  ["one after it", false, shows({ notAfterMs: calendarMs.last + 1 })],
] as const)("%s is told: %p", (_name, isTold, seen) => {
  expect(createToldCertificates(() => 0).toTell(1, seen) !== undefined).toBe(isTold);
});

test("a certificate without a subject goes by its first three names", () => {
  const memory = createToldCertificates(() => 0);
  expect(memory.toTell(1, shows({ subject: "", names: ["a", "b", "c", "d"] }))?.subject).toBe("a, b, c");
});

test("with one task more than are remembered, the first is forgotten", () => {
  const memory = createToldCertificates(() => 0);
  const one = memory.toTell(1, shows());
  if (one === undefined) throw new Error("nothing was told");
  for (let taskId = 1; taskId <= 200_000; taskId += 1) memory.told(taskId, one);
  expect(memory.toTell(1, shows())).toBeUndefined();
  memory.told(200_001, one);
  expect(memory.toTell(1, shows())).toBeDefined();
  expect(memory.toTell(2, shows())).toBeUndefined();
});
