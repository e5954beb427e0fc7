import type { TSchema } from "@sinclair/typebox";
import { type TypeCheck, TypeCompiler, type ValueErrorIterator } from "@sinclair/typebox/compiler";
import { cleanText } from "../../base/clean-text.ts";
import { parseJson } from "../../base/parse-json.ts";
import { storablePattern } from "../../contract/text.ts";
import { type FieldProblem, type Problem, ProblemError } from "../problem.ts";
import { readText } from "./read-body.ts";
import { findUnstorable, unstorable } from "./unstorable-text.ts";

/** What the body of one route may be at most. */
export interface BodyBounds {
  readonly bytesMax: number;
  /** Values in it: members of objects and elements of lists. */
  readonly valuesMax: number;
  /** Whether texts that PostgreSQL cannot store are left to the route, which cleans them. */
  readonly cleansTexts?: boolean;
  /** Judges a body before its schema does. */
  readonly first?: (body: unknown) => void;
}

/** Fields that one refusal names at most, and characters of one name. */
const fieldsMax = 5;
const fieldCharactersMax = 200;
/** Characters of a pattern that a refusal shows. */
const patternShownMax = 80;

/** A person's order is a few hundred bytes. */
export const usualBounds: BodyBounds = { bytesMax: 65_536, valuesMax: 2000 };

/** Deeper than any body that a schema of ours allows. */
const depthMax = 32;

/**
 * The hooks of a route that takes JSON: the body is bounded before the schema sees it, and refused here where it does not
 * fit. Elysia's own report of a bad body writes parts of it into strings, which fails for `{"toString": true}`. Every route
 * with a body has them.
 */
export function jsonBody<Schema extends TSchema>(schema: Schema, bounds: BodyBounds = usualBounds) {
  let compiled: TypeCheck<Schema> | undefined;
  return {
    body: schema,
    parse: ({ request }: { readonly request: Request }) => parseJsonBody(request, bounds),
    transform({ body }: { readonly body: unknown }) {
      bounds.first?.(body);
      compiled ??= TypeCompiler.Compile(schema);
      if (!compiled.Check(body)) throw new ProblemError(unfit(compiled.Errors(body)));
    },
  };
}

function unfit(found: ValueErrorIterator): Problem {
  const errors: FieldProblem[] = [];
  for (const { path, message, schema } of found) {
    errors.push({ field: cleanText(path, fieldCharactersMax) || "/", reason: reasonOf(schema, message) });
    if (errors.length === fieldsMax) break;
  }
  const detail = errors.map(({ field, reason }) => `${field}: ${reason}`).join("; ");
  return { status: 422, title: "Unprocessable Content", detail, errors };
}

/** A pattern that no person can read is told in the words of its description. */
function reasonOf({ pattern, description }: TSchema, message: string): string {
  if (typeof pattern !== "string" || !message.includes(pattern)) return message;
  if (pattern === storablePattern) return unstorable;
  return pattern.length > patternShownMax && typeof description === "string" ? `Expected ${description}` : message;
}

/**
 * The value of a JSON body; undefined for none. Throws a problem: 415 for another content type, 400 for what is no JSON, 413
 * for more bytes or values than `bounds` allow or more than 32 levels, 422 for a text that cannot be stored.
 */
export async function parseJsonBody(request: Request, bounds: BodyBounds): Promise<unknown> {
  if (!isJson(request.headers.get("content-type")))
    throw refusal(415, "Unsupported Media Type", "the body must be JSON, sent as application/json");
  const text = await readText(request, bounds.bytesMax);
  if (text === "") return undefined;
  const value = parse(text, bounds.valuesMax);
  const bad = bounds.cleansTexts ? undefined : findUnstorable(text, value);
  if (bad === undefined) return value;
  throw new ProblemError({
    status: 422,
    title: "Unprocessable Content",
    detail: `${bad}: ${unstorable}`,
    errors: [{ field: bad, reason: unstorable }],
  });
}

/** A body without a type is taken for JSON. */
function isJson(contentType: string | null): boolean {
  return contentType === null || /^application\/(?:[\w.-]+\+)?json *(?:;|$)/i.test(contentType);
}

function parse(text: string, valuesMax: number): unknown {
  const parsed = parseJson(text, { depthMax, valuesMax });
  if (parsed.kind === "value") return parsed.value;
  if (parsed.kind === "not-json") throw refusal(400, "Bad Request", "the body is not valid JSON");
  throw refusal(413, "Content Too Large", `the body has ${parsed.message}`);
}

function refusal(status: number, title: Problem["title"], detail: string): ProblemError {
  return new ProblemError({ status, title, detail });
}
