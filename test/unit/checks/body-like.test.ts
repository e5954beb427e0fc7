import { expect, test } from "bun:test";
import { evaluate } from "../../../src/checks/evaluate.ts";
import { aCutAnswer, anAnswerOf, anUndecodableAnswer } from "../../builders/answer.ts";
import { aCheck } from "../../builders/check.ts";

const met = ["ok", "passed"] as const;
const unmet = ["critical", "pattern-unmatched"] as const;

test.each([
  ["b", "abc", met],
  ["^b", "abc", unmet],
  ["a.c", "abc", met],
  ["a.c", "a\nc", unmet],
  ["(?s)a.c", "a\nc", met],
  ["(?m)^c$", "a\nc\nd", met],
  ["^c$", "a\nc\nd", unmet],
  ["nextcloud", "Nextcloud", unmet],
  ["(?i)nextcloud", "Nextcloud", met],
  ["</html>$", "<html></html>", met],
  ["</html>$", "<html></html>\n", met],
  ["</html>$", "<html></html>\n\n", unmet],
  ["</html>\\z", "<html></html>\n", unmet],
  ["^\\d+ é$", "42 é", met],
  ["^.$", "👍", met],
  ["", "", met],
  ["x", "", unmet],
] as const)("body-like %j on %j", (pattern, text, [severity, reason]) => {
  expect(evaluate(aCheck({ kind: "body-like", pattern }), anAnswerOf(text), 0)).toMatchObject({ severity, reason });
});

test.each([
  ["foo", "a foo b", "passed"],
  ["foo", "a fo", "body-too-long"],
  ["foo$", "a foo", "body-too-long"],
  ["foo\\z", "a foo", "body-too-long"],
  ["foo\\b", "a foo", "body-too-long"],
  ["foo\\B", "a foo", "body-too-long"],
  ["(?m)^foo$", "a\nfoo\nb", "passed"],
] as const)("body-like %j on a body of which only %j was read", (pattern, start, reason) => {
  const finding = evaluate(aCheck({ kind: "body-like", pattern }), aCutAnswer(start), 0);
  expect(finding).toMatchObject({ severity: reason === "passed" ? "ok" : "unknown", reason });
});

test("a body that cannot be decoded leaves body-like undecided", () => {
  const finding = evaluate(aCheck({ kind: "body-like", pattern: "." }), anUndecodableAnswer(), 0);
  expect(finding).toMatchObject({ severity: "unknown", reason: "body-undecodable" });
});

test("a pattern that another version let through leaves the check undecided", () => {
  const finding = evaluate(aCheck({ kind: "body-like", pattern: "(?=x)" }), anAnswerOf("x"), 0);
  expect(finding).toMatchObject({ severity: "unknown", reason: "probe-bug" });
  expect(finding.message).toStartWith('the regular expression "(?=x)" is not valid: ');
});

test("a pattern made to explode comes back on a megabyte", () => {
  const seen = anAnswerOf("a".repeat(1_048_576));
  expect(evaluate(aCheck({ kind: "body-like", pattern: "(a+)+$b" }), seen, 0).reason).toBe("pattern-unmatched");
  expect(evaluate(aCheck({ kind: "body-like", pattern: "(a|a)*(a|aa)+[^a]" }), seen, 0).reason).toBe(
    "pattern-unmatched",
  );
});

test("more patterns than are remembered give the same verdicts again", () => {
  const reasons = () =>
    Array.from({ length: 600 }, (_, each) => {
      return evaluate(aCheck({ kind: "body-like", pattern: `^site ${each}$` }), anAnswerOf("site 7"), 0).reason;
    });
  const first = reasons();
  expect(first.filter((reason) => reason === "passed")).toHaveLength(1);
  expect(reasons()).toEqual(first);
});
