import { describe, expect, test } from "bun:test";
import { judge, type Limits } from "../../../src/cli/nagios/judge.ts";
import { parseLimit } from "../../../src/cli/nagios/limit.ts";
import { pluginOutput, unknownOutput } from "../../../src/cli/nagios/output.ts";
import type { Standing } from "../../../src/contract/v1/standing.ts";

function aStanding(overrides: Partial<Standing> = {}): Standing {
  return {
    sites: null,
    sitesCut: false,
    checks: { ok: 100, unknown: 0, warning: 0, critical: 0 },
    worst: [],
    dueTargets: 0,
    oldestDueMs: 0,
    dataAgeMs: 1000,
    agentsSeen: 1,
    ...overrides,
  };
}

type Written = Partial<Record<keyof Limits["byState"], string>>;

function limits(written: Written = {}, overrides: Partial<Limits> = {}): Limits {
  const usual = { warning: "warning=0", critical: "critical=0", unknown: "unknown=0 due=300" };
  const read = (state: keyof Limits["byState"]) =>
    (written[state] ?? usual[state]).split(" ").map((text) => {
      const limit = parseLimit(text, state);
      if (typeof limit === "string") throw new Error(limit);
      return limit;
    });
  const byState = { warning: read("warning"), critical: read("critical"), unknown: read("unknown") };
  return { byState, staleSeconds: 300, unknownIsCritical: false, ...overrides };
}

const counts = (checks: Partial<Standing["checks"]>) => ({ checks: { ...aStanding().checks, ...checks } });
const late = { oldestDueMs: 30_001 };

describe("by default", () => {
  test.each([
    ["all is ok", {}, "OK"],
    ["one is critical", counts({ critical: 1, warning: 1, unknown: 1 }), "CRITICAL"],
    ["one is a warning", counts({ warning: 1, unknown: 1 }), "WARNING"],
    ["one is unknown", counts({ unknown: 1 }), "UNKNOWN"],
    ["there is no check", counts({ ok: 0 }), "UNKNOWN"],
    ["no site matches", { sites: 0 }, "UNKNOWN"],
    ["there is no result yet", { dataAgeMs: null }, "UNKNOWN"],
    ["nothing is due, though the data is old", { dataAgeMs: 1e9 }, "OK"],
    ["the data is 300 s old while work waits", { dataAgeMs: 300_000, ...late }, "OK"],
    ["the data is older while work waits", { dataAgeMs: 300_001, ...late }, "UNKNOWN"],
    ["the data is older while work is about to be taken", { dataAgeMs: 300_001, oldestDueMs: 30_000 }, "OK"],
    ["the data is older and no agent lives", { dataAgeMs: 300_001, agentsSeen: 0 }, "UNKNOWN"],
    ["a target waits for 300 s", { oldestDueMs: 300_000 }, "OK"],
    ["a target waits for longer", { oldestDueMs: 300_001 }, "UNKNOWN"],
    ["the data is old and one is a warning", { ...counts({ warning: 1 }), dataAgeMs: 1e9, ...late }, "UNKNOWN"],
    ["the data is old and one is critical", { ...counts({ critical: 1 }), dataAgeMs: 1e9, ...late }, "CRITICAL"],
  ] as const)("when %s", (_when, standing, state) => {
    expect(judge(aStanding(standing), limits()).state).toBe(state);
  });
});

test.each([
  ["10 of them are still fine", counts({ critical: 10 }), { critical: "10" }, "OK"],
  ["11 of them are not", counts({ critical: 11 }), { critical: "10" }, "CRITICAL"],
  ["some are a warning meanwhile", counts({ critical: 1 }), { critical: "10", warning: "critical=0" }, "WARNING"],
  ["too few are ok", counts({ ok: 89 }), { warning: "ok=90:" }, "WARNING"],
  ["data must not be older", { dataAgeMs: 60_001 }, { warning: "age=1m" }, "WARNING"],
  ["work must not wait", { oldestDueMs: 60_001 }, { critical: "due=1m" }, "CRITICAL"],
] as const)("with limits: %s", (_what, standing, written, state) => {
  expect(judge(aStanding(standing), limits(written)).state).toBe(state);
});

test("what is unknown may count as critical, as in the original", () => {
  const judged = (standing: Partial<Standing>) =>
    judge(aStanding(standing), limits({}, { unknownIsCritical: true })).state;
  expect(judged(counts({ unknown: 1 }))).toBe("CRITICAL");
  expect(judged({ dataAgeMs: null })).toBe("CRITICAL");
  expect(judged(counts({ warning: 1, unknown: 1 }))).toBe("WARNING");
});

const hostile = `|'x'=9;;;\nCRITICAL \u001b[31m\u202e<b>`;

test("the output is a line of numbers, and a line for each of the worst; no text makes another line or a number", () => {
  const target = { id: 1, method: "GET", url: `https://x.test/${hostile}` };
  const one = { id: 1, key: hostile, severity: "critical", reason: "slow", message: hostile.repeat(50) } as const;
  const worst = [{ ...one, sinceAt: "2026-01-02T03:04:05.678Z", target, site: { id: 1, domain: "https://x.test" } }];
  const standing = aStanding({ ...counts({ critical: 1 }), worst, dataAgeMs: 1234.5678 });
  const set = limits({ warning: "warning=@1:5 due=60" });
  const [first, second, ...rest] = pluginOutput(standing, judge(standing, set), set).split("\n");
  expect(first).toBe(
    "ARGOS CRITICAL - 1 critical, 0 warning, 0 unknown of 101 checks | 'ok'=100;;;0 'unknown'=0;;;0 'warning'=0;@1:5;;0 'critical'=1;;0;0 'age'=1.235s;;;0 'due'=0s;60;;0",
  );
  expect(second).toStartWith("CRITICAL https://x.test/¦'x'=9;;; CRITICAL [31m<b> ");
  expect(second).toEndWith("… (since 2026-01-02 03:04:05 UTC)");
  expect(second?.length).toBeLessThan(600);
  for (const mark of ["|", "\u001b", "\u202e"]) expect(second).not.toContain(mark);
  expect(rest).toEqual([""]);
});

test("an age that nobody knows is U", () => {
  const standing = aStanding({ dataAgeMs: null });
  expect(pluginOutput(standing, judge(standing, limits()), limits())).toContain("'age'=U;;;0");
});

test("what went wrong is one line without performance data", () => {
  expect(unknownOutput("a\nb | c")).toBe("ARGOS UNKNOWN - a b ¦ c\n");
});
