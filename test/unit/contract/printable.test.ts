import { expect, test } from "bun:test";
import { Value } from "@sinclair/typebox/value";
import { AgentName, LeaseRequest, ReleaseRequest, ResultsRequest, RunResult } from "../../../src/contract/agent.ts";
import { aCaller, aLeaseRequest, aResultsRequest } from "../../builders/agent-request.ts";
import { aRunResult } from "../../builders/run-result.ts";

const hidden = [
  ...["\u0000", "\u0007", "\t", "\n", "\r", "\r\n", "\u001b[31m", "\u007f", "\u0085", "\u009b", "\u00a0", "\u00ad"],
  ...["\u061c", "\u200b", "\u200d", "\u200e", "\u200f", "\u2028", "\u2029", "\u202a", "\u202e", "\u2060", "\u2066"],
  ...["\u2069", "\u3000", "\u3164", "\ufeff", "\ufff9", "\ufffd", "\uffff", "\ud800", "\udc00", "\udc00\ud800"],
  ...["\u{e0001}", "\u{e0061}", "\u{f0000}", "\u{10ffff}"],
];

const messages = [
  ["lease", LeaseRequest, aLeaseRequest()],
  ["results", ResultsRequest, aResultsRequest()],
  ["release", ReleaseRequest, { ...aCaller, leases: [] }],
] as const;

test.each(["agent", "instance", "version"])(
  "no hidden character stands in %s of any request, wherever in it",
  (field) => {
    const taken = messages.flatMap(([name, schema, body]) =>
      hidden.flatMap((one) =>
        [one, `${one}a`, `a${one}`, `a${one}a`]
          .filter((text) => Value.Check(schema, { ...body, [field]: text }))
          .map((text) => `${name} ${JSON.stringify(text)}`),
      ),
    );
    expect(taken).toEqual([]);
  },
);

test.each(["", " ", " a", "a ", "a  b", "x".repeat(254)])("%j is no name of an agent", (name) => {
  expect(Value.Check(AgentName, name)).toBe(false);
});

test.each([
  "a",
  "paris-1",
  "web01.example.org.",
  "WIN_HOST$",
  "a b",
  "Île-de-France (cave)",
  "агент-1",
  "監視 一号",
  "वाराणसी",
  "🐎",
  "x".repeat(253),
])("%j is a name of an agent", (name) => {
  expect(Value.Check(AgentName, name)).toBe(true);
  expect(new RegExp(String(AgentName.pattern), "u").test(name)).toBe(true);
});

test("an address that a result brings holds nothing hidden either", () => {
  const run = aRunResult({ taskId: 1, token: 1 });
  for (const good of ["2001:db8::1", "fe80::1%eth0", "192.0.2.1", ""]) {
    expect(Value.Check(RunResult, { ...run, remoteAddress: good })).toBe(true);
  }
  expect(Value.Check(RunResult, { ...run, remoteAddress: "192.0.2.1\u0000" })).toBe(false);
});
