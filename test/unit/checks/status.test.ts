import { expect, test } from "bun:test";
import { evaluate } from "../../../src/checks/evaluate.ts";
import { anAnswer } from "../../builders/answer.ts";
import { aCheck } from "../../builders/check.ts";

test.each([
  [200, 199, "critical", "wrong-status"],
  [200, 200, "ok", "passed"],
  [200, 201, "critical", "wrong-status"],
  [503, 503, "ok", "passed"],
] as const)("status-is %d with status %d is %s", (status, seen, severity, reason) => {
  const finding = evaluate(aCheck({ kind: "status-is", status }), anAnswer({ status: seen }), 0);
  expect(finding).toMatchObject({ key: "status-is", severity, reason });
});

test.each([
  [[200, 301], 200, "ok", "passed"],
  [[200, 301], 301, "ok", "passed"],
  [[200, 301], 300, "critical", "wrong-status"],
  [[], 200, "critical", "wrong-status"],
] as const)("status-in %j with status %d is %s", (statuses, seen, severity, reason) => {
  const finding = evaluate(aCheck({ kind: "status-in", statuses }), anAnswer({ status: seen }), 0);
  expect(finding).toMatchObject({ key: "status-in", severity, reason });
});

test("a wrong status is reported with what was expected and what was seen", () => {
  const isOk = aCheck({ kind: "status-is", status: 200 });
  const isOneOf = aCheck({ kind: "status-in", statuses: [200, 204] });
  expect(evaluate(isOk, anAnswer({ status: 503 }), 0).message).toBe("expected status 200, saw 503");
  expect(evaluate(isOneOf, anAnswer({ status: 503 }), 0).message).toBe("expected a status of 200, 204, saw 503");
});
