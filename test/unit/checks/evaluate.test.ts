import { expect, test } from "bun:test";
import { evaluate, evaluateAll } from "../../../src/checks/evaluate.ts";
import type { CheckKind, Expectation } from "../../../src/config/check.ts";
import { anAnswer, anAnswerOf } from "../../builders/answer.ts";
import { nowMs } from "../../builders/certificate.ts";
import { aCheck } from "../../builders/check.ts";
import { aFailure, anAgentError } from "../../builders/failure.ts";

/** One expectation of each kind: a kind that is missing here does not compile. */
const oneOfEach: { readonly [K in CheckKind]: Extract<Expectation, { kind: K }> } = {
  "status-is": { kind: "status-is", status: 200 },
  "status-in": { kind: "status-in", statuses: [200] },
  "body-contains": { kind: "body-contains", text: "a" },
  "body-not-contains": { kind: "body-not-contains", text: "a" },
  "body-like": { kind: "body-like", pattern: "a" },
  "headers-contain": { kind: "headers-contain", names: ["a"] },
  "headers-absent": { kind: "headers-absent", names: ["a"] },
  "headers-have": { kind: "headers-have", values: { a: "b" } },
  "headers-like": { kind: "headers-like", patterns: { a: "b" } },
  "json-contains": { kind: "json-contains", pointers: ["/a"] },
  "json-has": { kind: "json-has", values: { "/a": 1 } },
  "json-like": { kind: "json-like", patterns: { "/a": "1" } },
  "json-is": { kind: "json-is", value: 1 },
  "http-to-https": { kind: "http-to-https", statuses: [[300, 399]] },
  "ssl-certificate-expiration": { kind: "ssl-certificate-expiration", thresholds: [] },
  "response-time": { kind: "response-time", warningMs: 300 },
  "redirects-to": { kind: "redirects-to", url: "https://example.org/" },
};
const kinds = Object.values(oneOfEach);

test("there are seventeen kinds", () => {
  expect(kinds).toHaveLength(17);
});

test.each(kinds)("an agent's own fault leaves $kind unknown", (expectation) => {
  expect(evaluate(aCheck(expectation), anAgentError(), nowMs)).toEqual({
    key: expectation.kind,
    severity: "unknown",
    reason: "agent-no-route",
    message: "this machine has no IPv6 route",
  });
});

test.each(kinds.filter(({ kind }) => kind !== "ssl-certificate-expiration"))(
  "an exchange that failed fails $kind with the check's severity",
  (expectation) => {
    const check = aCheck(expectation, { severity: "warning" });
    expect(evaluate(check, aFailure(), nowMs)).toEqual({
      key: expectation.kind,
      severity: "warning",
      reason: "connection-refused",
      message: "192.0.2.7 refused the connection",
    });
  },
);

test.each(["unknown", "warning", "critical"] as const)(
  "an unmet expectation counts for %s where the check says so",
  (severity) => {
    const check = aCheck({ kind: "status-is", status: 201 }, { severity });
    expect(evaluate(check, anAnswer(), nowMs).severity).toBe(severity);
  },
);

test("findings come in the order of the checks, under their keys", () => {
  const checks = [
    aCheck(oneOfEach["status-is"]),
    aCheck(oneOfEach["body-contains"], { key: "body-contains#2" }),
    aCheck(oneOfEach["status-in"]),
  ];
  const found = evaluateAll(checks, anAnswerOf("b"), nowMs);
  expect(found.map(({ key, severity }) => [key, severity])).toEqual([
    ["status-is", "ok"],
    ["body-contains#2", "critical"],
    ["status-in", "ok"],
  ]);
  expect(evaluateAll([], anAnswer(), nowMs)).toEqual([]);
});

test.each(kinds)("the message of $kind is clean and at most 500 characters, whatever the site sends", (expectation) => {
  const hostile = "\u202e\0\u001b[31m<script>\ud800\n".repeat(1000);
  const seen = [
    anAnswer({
      status: 302,
      headers: [
        ["a", hostile],
        ["location", hostile],
      ],
      body: { kind: "text", text: hostile },
    }),
    anAnswer({ body: { kind: "text", text: JSON.stringify({ a: hostile }) } }),
    anAnswer({ body: { kind: "undecodable", message: hostile } }),
    aFailure({ message: hostile }),
    anAgentError({ message: hostile }),
  ];
  for (const each of seen) {
    const { message } = evaluate(aCheck(expectation), each, nowMs);
    expect(message.length).toBeGreaterThan(0);
    expect(Array.from(message).length).toBeLessThanOrEqual(500);
    expect(message.isWellFormed()).toBe(true);
    expect(message).not.toMatch(/[\p{Cc}\u202e]/u);
  }
});

test("a dead IP family is a warning of the first check that is ok, and of none where none is", () => {
  const seen = anAnswer({ status: 200, deadFamily: 6 });
  const checks = [404, 200, 200].map((status, n) => ({ ...aCheck({ kind: "status-is", status }), key: `check-${n}` }));
  expect(evaluateAll(checks, seen, 0).map((one) => [one.severity, one.reason])).toEqual([
    ["critical", "wrong-status"],
    ["warning", "one-family-dead"],
    ["ok", "passed"],
  ]);
  expect(evaluateAll(checks.slice(0, 1), seen, 0).map((one) => one.reason)).toEqual(["wrong-status"]);
});
