import { Type } from "@sinclair/typebox";
import { t } from "elysia";
import { requestText } from "../../../contract/text.ts";
import { bigIdBounds, idBounds } from "../../../contract/v1/fields.ts";
import { problemResponse } from "../../problem.ts";

/** Rows of a page unless asked for otherwise, and at most. */
const limitUsual = 50;
const limitMax = 200;

/** What every list takes. */
export const pageQuery = {
  cursor: Type.Optional(requestText({ maxLength: 1000, description: "`nextCursor` of the page before" })),
  limit: t.Integer({ minimum: 1, maximum: limitMax, default: limitUsual, description: "rows of the page" }),
};

/** Which row: Elysia's own integer, which reads the digits of an address. */
export const idParams = Type.Object({ id: t.Integer(idBounds) });

/** Which row of a table that grows for ever. */
export const bigIdParams = Type.Object({ id: t.Integer(bigIdBounds) });

/** The refusal of a cursor that another list, or nobody, made. */
export function badCursor(): Response {
  return problemResponse({
    status: 400,
    title: "Bad Request",
    detail: "this cursor does not belong to this list; leave it out to start from the beginning",
  });
}

/** The refusal of an id that names nothing. */
export function notFound(what: "site" | "target" | "silence" | "incident" | "message" | "agent", id: number): Response {
  return problemResponse({ status: 404, title: "Not Found", detail: `there is no ${what} ${id}` });
}

/** The refusal of what cannot be done as things are. */
export function conflict(detail: string): Response {
  return problemResponse({ status: 409, title: "Conflict", detail });
}

/** The refusal of a body that has the right shape and makes no sense. */
export function unprocessable(detail: string): Response {
  return problemResponse({ status: 422, title: "Unprocessable Content", detail });
}
