import type { ExpectationOf } from "../expectation.ts";
import type { Answer } from "../observation.ts";
import type { Verdict } from "../verdict.ts";

/** Judges the whole response time. A time equal to a limit is still within it. The value is in milliseconds. */
export function evaluateResponseTime(expect: ExpectationOf<"response-time">, seen: Answer): Verdict {
  const { totalMs: value } = seen.timings;
  const { criticalMs, warningMs } = expect;
  if (criticalMs !== undefined && value > criticalMs) return slow("critical", value, criticalMs);
  if (warningMs !== undefined && value > warningMs) return slow("warning", value, warningMs);
  return { kind: "passed", message: `${shown(value)} ms`, value };
}

function slow(severity: "critical" | "warning", value: number, limitMs: number): Verdict {
  return { kind: "failed", severity, reason: "slow", message: `${shown(value)} ms, over ${limitMs} ms`, value };
}

/** At most two decimals: an agent measures in fractions of a millisecond. */
function shown(ms: number): number {
  return Math.round(ms * 100) / 100;
}
