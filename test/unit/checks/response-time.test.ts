import { expect, test } from "bun:test";
import { evaluate } from "../../../src/checks/evaluate.ts";
import { anAnswer } from "../../builders/answer.ts";
import { aCheck } from "../../builders/check.ts";

const both = aCheck({ kind: "response-time", warningMs: 300, criticalMs: 1000 });
const warningOnly = aCheck({ kind: "response-time", warningMs: 300 });
const criticalOnly = aCheck({ kind: "response-time", criticalMs: 1000 }, { severity: "warning" });

test.each([
  [both, 300, "ok"],
  [both, 300.1, "warning"],
  [both, 301, "warning"],
  [both, 1000, "warning"],
  [both, 1001, "critical"],
  [warningOnly, 5000, "warning"],
  [criticalOnly, 1000, "ok"],
  [criticalOnly, 1001, "critical"],
] as const)("%j and a response in %d ms is %s", (check, totalMs, severity) => {
  const finding = evaluate(check, anAnswer({ timings: { totalMs } }), 0);
  expect(finding).toMatchObject({ severity, reason: severity === "ok" ? "passed" : "slow", value: totalMs });
});

test("a slow response is reported with its time and the limit", () => {
  expect(evaluate(both, anAnswer({ timings: { totalMs: 300.126 } }), 0).message).toBe("300.13 ms, over 300 ms");
  expect(evaluate(both, anAnswer({ timings: { totalMs: 12 } }), 0).message).toBe("12 ms");
});
