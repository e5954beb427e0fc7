import { expect, test } from "bun:test";
import { evaluate } from "../../../src/checks/evaluate.ts";
import { aCutAnswer, anAnswerOf, anUndecodableAnswer } from "../../builders/answer.ts";
import { aCheck } from "../../builders/check.ts";

const contains = aCheck({ kind: "body-contains", text: "Nextcloud" });
const containsNot = aCheck({ kind: "body-not-contains", text: "Nextcloud" });

test.each([
  ["a body with the text", anAnswerOf("<title>Nextcloud</title>"), "ok", "passed"],
  ["a body that is the text", anAnswerOf("Nextcloud"), "ok", "passed"],
  ["a body in another case", anAnswerOf("NEXTCLOUD"), "critical", "text-missing"],
  ["an empty body", anAnswerOf(""), "critical", "text-missing"],
  ["a cut body with the text", aCutAnswer("x Nextcloud x"), "ok", "passed"],
  ["a cut body without the text", aCutAnswer("x Nextclou"), "unknown", "body-too-long"],
  ["a body that cannot be decoded", anUndecodableAnswer(), "unknown", "body-undecodable"],
] as const)("body-contains of %s", (_, seen, severity, reason) => {
  expect(evaluate(contains, seen, 0)).toMatchObject({ severity, reason });
});

test.each([
  ["a body with the text", anAnswerOf("<title>Nextcloud</title>"), "critical", "text-present"],
  ["a body in another case", anAnswerOf("NEXTCLOUD"), "ok", "passed"],
  ["an empty body", anAnswerOf(""), "ok", "passed"],
  ["a cut body with the text", aCutAnswer("x Nextcloud x"), "critical", "text-present"],
  ["a cut body without the text", aCutAnswer("x Nextclou"), "unknown", "body-too-long"],
  ["a body that cannot be decoded", anUndecodableAnswer(), "unknown", "body-undecodable"],
] as const)("body-not-contains of %s", (_, seen, severity, reason) => {
  expect(evaluate(containsNot, seen, 0)).toMatchObject({ severity, reason });
});

test.each([
  [anAnswerOf("<h1>Down</h1>"), 'expected "Nextcloud" in the body, saw "<h1>Down</h1>"'],
  [anAnswerOf(""), 'expected "Nextcloud" in the body, saw an empty body'],
  [aCutAnswer("x"), "the body is longer than the 1048576 bytes that are read"],
  [anUndecodableAnswer(), 'the body cannot be decoded: unknown content coding "br2"'],
])("body-contains says what it expected and saw: case %#", (seen, message) => {
  expect(evaluate(contains, seen, 0).message).toBe(message);
});

test("body-not-contains says where it saw the text", () => {
  const { message } = evaluate(containsNot, anAnswerOf("my Nextcloud"), 0);
  expect(message).toBe('expected no "Nextcloud" in the body, saw it at character 3');
});
