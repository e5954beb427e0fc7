import { messageOf } from "../base/error.ts";
import type { FieldProblem, Problem } from "./problem.ts";

/** Fields that one refusal names at most. */
const fieldsMax = 5;

/** The refusal of a request that its route's schemas do not allow. `sent` is what stood in the address, by name. */
export function invalidProblem(error: unknown, sent: Readonly<Record<string, unknown>>): Problem {
  const errors = fieldProblems(error, sent);
  const detail = errors.map(({ field, reason }) => `${field}: ${reason}`).join("; ") || messageOf(error);
  return { status: 422, title: "Unprocessable Content", detail, errors };
}

function fieldProblems(error: unknown, sent: Readonly<Record<string, unknown>>): FieldProblem[] {
  const all: unknown = typeof error === "object" && error !== null ? Reflect.get(error, "all") : undefined;
  if (!Array.isArray(all)) return [];
  return all.slice(0, fieldsMax).map((one: unknown) => ({
    field: textAt(one, "path") || fieldOf(one, sent),
    reason: longPatternReason(one) || textAt(one, "summary") || textAt(one, "message"),
  }));
}

/** Patterns longer than this are said in the words of their description, in characters. */
const patternShownMax = 80;

/** Empty where the error is not about a pattern that no person can read. */
function longPatternReason(one: unknown): string {
  const schema: unknown = typeof one === "object" && one !== null ? Reflect.get(one, "schema") : undefined;
  const isAboutPattern = textAt(one, "message").startsWith("Expected string to match");
  if (!isAboutPattern || textAt(schema, "pattern").length <= patternShownMax) return "";
  return `Expected ${textAt(schema, "description") || "another form of text"}`;
}

/** Elysia's numbers of an address are judged alone, without their name: the one with that value is meant. */
function fieldOf(one: unknown, sent: Readonly<Record<string, unknown>>): string {
  const value: unknown = typeof one === "object" && one !== null ? Reflect.get(one, "value") : undefined;
  if (typeof value !== "number") return "/";
  const names = Object.keys(sent).filter((name) => sent[name] !== "" && Number(sent[name]) === value);
  return names.length === 1 ? `/${names[0]}` : "/";
}

function textAt(from: unknown, name: string): string {
  const value: unknown = typeof from === "object" && from !== null ? Reflect.get(from, name) : undefined;
  return typeof value === "string" ? value : "";
}
