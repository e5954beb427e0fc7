import { expect, test } from "bun:test";
import { recheckAfterMs } from "../../../src/checks/recheck.ts";
import { aSettlingRule, statesAfter } from "../../builders/check-state.ts";

test.each([
  // history, retries, recheck delay, kind, after
  ["o", 0, 5000, "scheduled", undefined],
  ["C", 0, undefined, "scheduled", 2000],
  ["C", 0, 5000, "scheduled", 2000],
  ["C", 0, 1000, "scheduled", 1000],
  ["C C", 0, 5000, "recheck", undefined],
  ["C C C", 0, 5000, "scheduled", 5000],
  ["C C C", 0, undefined, "scheduled", undefined],
  ["C", 1, 5000, "scheduled", 5000],
  ["C", 1, undefined, "scheduled", undefined],
  ["C", 2, 5000, "recheck", 5000],
  ["C C", 2, 5000, "recheck", 5000],
  ["C C C", 2, 5000, "recheck", undefined],
  ["C C C o", 2, 5000, "scheduled", 2000],
  ["C C C o", 2, undefined, "scheduled", 2000],
  ["C C C o o", 2, 5000, "recheck", undefined],
  ["W W C", 0, undefined, "scheduled", 2000],
  ["C -", 0, 5000, "scheduled", 5000],
  ["C -", 0, 5000, "recheck", undefined],
  ["-", 0, 5000, "scheduled", 5000],
  ["-", 0, undefined, "scheduled", undefined],
] as const)("after %s with %p retries and delay %p a %s run is run again after %p ms", (...row) => {
  const [history, retries, recheckDelayMs, kind, expected] = row;
  const check = statesAfter(history, aSettlingRule({ retries })).at(-1);
  const target = { retryBeforeNotification: retries, ...(recheckDelayMs === undefined ? {} : { recheckDelayMs }) };
  const isAgentFault = history.endsWith("-");
  const worst = isAgentFault ? "unknown" : (check?.severity ?? "ok");
  const outcome = { kind, worst, isAgentFault, checks: check === undefined ? [] : [check] };
  expect(recheckAfterMs(target, outcome)).toBe(expected);
});
