import { type Static, type TSchema, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { severities } from "../base/severity.ts";
import { oneOf } from "../contract/one-of.ts";
import { requestText } from "../contract/text.ts";
import { bigIdBounds, idBounds } from "../contract/v1/fields.ts";

/** Longer ones were not made here. */
const cursorCharactersMax = 1000;

/** What PostgreSQL keeps as `int` and as `bigint`. */
const int = Type.Integer({ minimum: 0, maximum: idBounds.maximum });
const bigint = Type.Integer({ minimum: 0, maximum: bigIdBounds.maximum });
/** As PostgreSQL writes a timestamptz in UTC. */
const instant = Type.String({ pattern: "^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?\\+00$" });

/** Where a list of sites goes on: after a domain. */
export const siteCursor = Type.Object({ domain: requestText({ minLength: 1, maxLength: 500 }) });
/** Where a list of sites by their gravest check goes on, as long as something is wrong with them. */
export const troubledSiteCursor = Type.Object({
  severity: oneOf(severities.filter((one) => one !== "ok")),
  sinceText: instant,
  checkId: int,
});
/** Where a list of checks goes on. */
export const checkCursor = Type.Object({
  severity: oneOf(severities),
  sinceText: instant,
  checkId: int,
});
/** Where a list of certificates goes on: after the one of a target. */
export const certificateCursor = Type.Object({ notAfterText: instant, targetId: int });
/** Where a list of results goes on: before a slot. */
export const resultCursor = Type.Object({ slotText: instant });
/** Where a list of transitions goes on. */
export const transitionCursor = Type.Object({ atText: instant, id: bigint });

/** Where a list by falling id goes on: before one. */
export const rowCursor = Type.Object({ id: bigint });
/** Where a list of revisions of the configuration goes on. */
export const revisionCursor = Type.Object({ id: int });
/** Where a list of messages goes on: before a message. */
export const messageCursor = Type.Object({ messageId: bigint });
/** Where a list of open incidents goes on. */
export const openIncidentCursor = Type.Object({ severity: oneOf(severities), openedText: instant, id: bigint });
/** Where a list of closed incidents goes on. */
export const closedIncidentCursor = Type.Object({ closedText: instant, id: bigint });
/** Where a list of causes goes on. */
export const causeCursor = Type.Object({ openIncidents: int, id: bigint });

/** The place of a row, opaque to whoever carries it: base64url of JSON (RFC 4648 section 5). */
export function encodeCursor(place: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

/** The place that a cursor names; undefined for one that was not made here, or for another list. */
export function parseCursor<Schema extends TSchema>(schema: Schema, cursor: string): Static<Schema> | undefined {
  if (cursor.length > cursorCharactersMax) return undefined;
  const place = parseJson(Buffer.from(cursor, "base64url").toString());
  return Value.Check(schema, place) && isInstantOrNone(place) ? place : undefined;
}

/** The pattern lets `2026-99-99` and the year 0 pass, which the database would refuse with an error. */
function isInstantOrNone(place: unknown): boolean {
  if (typeof place !== "object" || place === null) return false;
  return Object.entries(place).every(([name, value]) => {
    if (!name.endsWith("Text")) return true;
    const text = String(value);
    const at = new Date(text.replace(" ", "T").replace("+00", "Z"));
    return (
      !Number.isNaN(at.getTime()) && at.getUTCFullYear() > 0 && at.toISOString().slice(0, 10) === text.slice(0, 10)
    );
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
