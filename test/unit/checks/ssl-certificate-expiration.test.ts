import { expect, test } from "bun:test";
import { evaluate } from "../../../src/checks/evaluate.ts";
import type { Certificate } from "../../../src/checks/observation.ts";
import type { ExpirationThreshold, FailureSeverity } from "../../../src/config/check.ts";
import { anAnswer } from "../../builders/answer.ts";
import { aCertificate, aChain, anIssuer, dayMs, nowMs } from "../../builders/certificate.ts";
import { aCheck } from "../../builders/check.ts";
import { aFailure } from "../../builders/failure.ts";

function days(count: number, severity: FailureSeverity): ExpirationThreshold {
  return { remaining: { kind: "time", ms: count * dayMs }, severity };
}

function share(ratio: number, severity: FailureSeverity): ExpirationThreshold {
  return { remaining: { kind: "lifetime", ratio }, severity };
}

function found(thresholds: readonly ExpirationThreshold[], ...chain: readonly Certificate[]) {
  const check = aCheck({ kind: "ssl-certificate-expiration", thresholds });
  return evaluate(check, anAnswer({ url: "https://example.org/", chain: aChain(...chain) }), nowMs);
}

function leafLeft(ms: number): Certificate {
  return aCertificate({ notAfterMs: nowMs + ms, notBeforeMs: nowMs + ms - 90 * dayMs });
}

const upstream = [days(1, "critical"), days(5, "warning")];

test.each([
  [5 * dayMs + 1, "ok", "passed"],
  [5 * dayMs, "ok", "passed"],
  [5 * dayMs - 1, "warning", "certificate-expiring"],
  [dayMs, "warning", "certificate-expiring"],
  [dayMs - 1, "critical", "certificate-expiring"],
  [1, "critical", "certificate-expiring"],
  [0, "critical", "certificate-expired"],
  [-1, "critical", "certificate-expired"],
] as const)("with %d ms left, thresholds of 1 and 5 days give %s", (leftMs, severity, reason) => {
  expect(found(upstream, leafLeft(leftMs))).toMatchObject({ severity, reason });
  expect(found(upstream.toReversed(), leafLeft(leftMs))).toMatchObject({ severity, reason });
});

test.each([
  [30 * dayMs + 1, "ok"],
  [30 * dayMs, "ok"],
  [30 * dayMs - 1, "warning"],
  [9 * dayMs, "warning"],
  [9 * dayMs - 1, "critical"],
] as const)("with %d ms of 90 days left, shares of a third and a tenth give %s", (leftMs, severity) => {
  const thresholds = [share(30 / 90, "warning"), share(0.1, "critical")];
  expect(found(thresholds, leafLeft(leftMs)).severity).toBe(severity);
});

test.each([
  ["no thresholds and a long life", [], 60 * dayMs, "ok"],
  ["no thresholds and the last millisecond", [], 1, "ok"],
  ["no thresholds, expired", [], 0, "critical"],
  ["an unknown threshold that is not met", [days(90, "unknown")], 60 * dayMs, "unknown"],
  ["an expired certificate and only a warning", [days(1, "warning")], -dayMs, "critical"],
  ["the gravest threshold met, a milder one not", [days(90, "warning"), days(1, "critical")], 60 * dayMs, "warning"],
] as const)("%s", (_, thresholds, leftMs, severity) => {
  expect(found(thresholds, leafLeft(leftMs)).severity).toBe(severity);
});

test("an issuer about to expire counts, and the message names it", () => {
  const finding = found(upstream, aCertificate(), anIssuer({ notAfterMs: nowMs + 3 * dayMs }));
  expect(finding).toEqual({
    key: "ssl-certificate-expiration",
    severity: "warning",
    reason: "certificate-expiring",
    message: `the issuer's certificate "CN=Test Issuer" expires 2026-01-04T00:00Z: 3 d left, expected at least 5 d`,
    value: 3,
  });
});

test("an issuer that has expired is critical", () => {
  const finding = found([], aCertificate(), anIssuer({ notAfterMs: nowMs - 2 * dayMs }));
  expect(finding).toMatchObject({ severity: "critical", reason: "certificate-expired", value: -2 });
  expect(finding.message).toBe(`the issuer's certificate "CN=Test Issuer" expired 2025-12-30T00:00Z`);
});

test("a self-signed root that was sent does not count, however old", () => {
  const root = anIssuer({ subject: "CN=Test Root", notAfterMs: nowMs - dayMs });
  expect(found(upstream, aCertificate(), anIssuer(), root)).toMatchObject({ severity: "ok", value: 60 });
});

test("a self-signed leaf counts", () => {
  const leaf = aCertificate({ issuer: "CN=example.org", notAfterMs: nowMs + dayMs });
  expect(found(upstream, leaf).severity).toBe("warning");
});

test("a share of the lifetime is one of the leaf's for its issuers too", () => {
  const thirds = [share(1 / 3, "warning")];
  expect(found(thirds, aCertificate(), anIssuer({ notAfterMs: nowMs + 100 * dayMs })).severity).toBe("ok");
  expect(found(thirds, aCertificate(), anIssuer({ notAfterMs: nowMs + 29 * dayMs })).severity).toBe("warning");
});

test("the gravest problem of a chain is told, and of two alike the leaf's", () => {
  const dyingLeaf = aCertificate({ notAfterMs: nowMs + 3 * dayMs });
  expect(found(upstream, dyingLeaf, anIssuer({ notAfterMs: nowMs + dayMs / 2 }))).toMatchObject({
    severity: "critical",
    value: 0.5,
  });
  expect(found(upstream, dyingLeaf, anIssuer({ notAfterMs: nowMs + 2 * dayMs })).message).toStartWith(
    "the certificate ",
  );
});

test("of a dying leaf and an expired issuer the expired one is told", () => {
  const dying = aCertificate({ notAfterMs: nowMs + dayMs / 2 });
  expect(found(upstream, dying, anIssuer({ notAfterMs: nowMs - 1 })).reason).toBe("certificate-expired");
});

test("the value is the days left, to two decimals", () => {
  expect(found(upstream, leafLeft(1.23456 * dayMs)).value).toBe(1.23);
  expect(found(upstream, aCertificate(), anIssuer())).toMatchObject({
    value: 60,
    message: "the certificate expires 2026-03-02T00:00Z",
  });
});

test("a date that no calendar has is an expired one, without a value", () => {
  const finding = found(upstream, aCertificate({ notAfterMs: Number.NaN }));
  expect(finding).toMatchObject({ severity: "critical", reason: "certificate-expired" });
  expect(finding.value).toBeUndefined();
});

test("the far end of the calendar does not throw", () => {
  expect(found(upstream, aCertificate({ notAfterMs: 8.64e15 + 1 })).severity).toBe("ok");
  expect(found(upstream, aCertificate({ notAfterMs: Number.MAX_SAFE_INTEGER })).severity).toBe("ok");
});

test("an answer without a certificate leaves it undecided", () => {
  const check = aCheck({ kind: "ssl-certificate-expiration", thresholds: upstream });
  const expected = { severity: "unknown", reason: "no-certificate" } as const;
  expect(evaluate(check, anAnswer(), nowMs)).toMatchObject(expected);
  expect(evaluate(check, anAnswer({ chain: aChain() }), nowMs)).toMatchObject(expected);
});

test.each([
  ["certificate-expired", "critical"],
  ["certificate-not-yet-valid", "critical"],
  ["certificate-wrong-host", "critical"],
  ["certificate-self-signed", "critical"],
  ["certificate-unknown-issuer", "critical"],
  ["certificate-incomplete-chain", "critical"],
  ["certificate-weak", "critical"],
  ["tls-failed", "unknown"],
  ["timeout", "unknown"],
  ["connection-refused", "unknown"],
  ["dns-not-found", "unknown"],
] as const)("an exchange that failed with %s is %s", (reason, severity) => {
  const check = aCheck({ kind: "ssl-certificate-expiration", thresholds: [] }, { severity: "warning" });
  const finding = evaluate(check, aFailure({ reason, message: "why" }), nowMs);
  expect(finding).toEqual({ key: "ssl-certificate-expiration", severity, reason, message: "why" });
});

test("a refused certificate has a value where it was seen", () => {
  const check = aCheck({ kind: "ssl-certificate-expiration", thresholds: [] });
  const expired = aFailure({ reason: "certificate-expired", chain: aChain(leafLeft(-3 * dayMs)) });
  expect(evaluate(check, expired, nowMs).value).toBe(-3);
});

test("an expired certificate that no client looks at is only a note", () => {
  const extra = anIssuer({ subject: "CN=Old root", notAfterMs: nowMs - 1 });
  const chain = { ...aChain(leafLeft(60 * dayMs)), extras: [extra] };
  const check = aCheck({ kind: "ssl-certificate-expiration", thresholds: upstream });
  const finding = evaluate(check, anAnswer({ url: "https://example.org/", chain }), nowMs);
  expect(finding).toMatchObject({ severity: "ok", message: expect.stringContaining("CN=Old root") });
});

test("the certificate of a hop that redirected here counts as much", () => {
  const redirectChains = [aChain(leafLeft(2 * dayMs))];
  const check = aCheck({ kind: "ssl-certificate-expiration", thresholds: upstream });
  const answer = anAnswer({ url: "https://example.org/", chain: aChain(leafLeft(60 * dayMs)), redirectChains });
  expect(evaluate(check, answer, nowMs)).toMatchObject({ severity: "warning", value: 2 });
});
