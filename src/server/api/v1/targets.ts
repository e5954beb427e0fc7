import { Type } from "@sinclair/typebox";
import { Elysia } from "elysia";
import { TransitionItem } from "../../../contract/v1/check.ts";
import { pageSchema } from "../../../contract/v1/fields.ts";
import { ResultItem } from "../../../contract/v1/result.ts";
import { TargetDetail } from "../../../contract/v1/target.ts";
import { listResults } from "../../../store/results.ts";
import { findTarget } from "../../../store/target-rows.ts";
import { listTransitions } from "../../../store/transitions.ts";
import { encodeCursor, parseCursor, resultCursor, transitionCursor } from "../../cursor.ts";
import type { ServerDeps } from "../../deps.ts";
import { jsonResponse } from "../../json-response.ts";
import { pageOf } from "../../page-of.ts";
import { readTarget } from "../../read/target.ts";
import { transitionItem } from "./check-item.ts";
import { badCursor, idParams, notFound, pageQuery } from "./page-query.ts";
import { resultItem } from "./result-item.ts";
import { targetDetail } from "./target-item.ts";

interface PageWanted {
  readonly id: number;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

const query = Type.Object(pageQuery);
const resultPage = pageSchema(ResultItem);
const transitionPage = pageSchema(TransitionItem);

/** One target, its results and its transitions. */
export function targetsApi(deps: Pick<ServerDeps, "db">) {
  return new Elysia({ normalize: false, tags: ["targets"] })
    .get(
      "/targets/:id",
      async ({ params: { id } }) => {
        const read = await readTarget(deps.db, { id });
        return read === undefined ? notFound("target", id) : jsonResponse(TargetDetail, targetDetail(read));
      },
      {
        params: idParams,
        response: { 200: TargetDetail },
        detail: { summary: "A target with its checks and newest result; never the headers or data it sends" },
      },
    )
    .get("/targets/:id/results", async ({ params: { id }, query }) => await listResultPage(deps, { id, ...query }), {
      params: idParams,
      query,
      response: { 200: resultPage },
      detail: { summary: "Results of a target, newest first" },
    })
    .get(
      "/targets/:id/transitions",
      async ({ params: { id }, query }) => await listTransitionPage(deps, { id, ...query }),
      {
        params: idParams,
        query,
        response: { 200: transitionPage },
        detail: { summary: "What changed about the checks of a target, newest first" },
      },
    );
}

async function listResultPage(
  { db }: Pick<ServerDeps, "db">,
  { id: targetId, cursor, limit }: PageWanted,
): Promise<Response> {
  const place = cursor === undefined ? undefined : parseCursor(resultCursor, cursor);
  if (cursor !== undefined && place === undefined) return badCursor();
  const [target, found] = await db.run(async (sql) =>
    Promise.all([
      findTarget(sql, targetId),
      listResults(sql, { targetId, beforeSlotText: place?.slotText, limit: limit + 1 }),
    ]),
  );
  if (target === undefined) return notFound("target", targetId);
  const { rows, last } = pageOf(found, limit);
  const nextCursor = last === undefined ? null : encodeCursor({ slotText: last.slotText });
  return jsonResponse(resultPage, { items: rows.map(resultItem), nextCursor });
}

async function listTransitionPage(
  { db }: Pick<ServerDeps, "db">,
  { id: targetId, cursor, limit }: PageWanted,
): Promise<Response> {
  const after = cursor === undefined ? undefined : parseCursor(transitionCursor, cursor);
  if (cursor !== undefined && after === undefined) return badCursor();
  const [target, found] = await db.run(async (sql) =>
    Promise.all([findTarget(sql, targetId), listTransitions(sql, { targetId, after, limit: limit + 1 })]),
  );
  if (target === undefined) return notFound("target", targetId);
  const { rows, last } = pageOf(found, limit);
  const nextCursor = last === undefined ? null : encodeCursor({ atText: last.atText, id: last.id });
  return jsonResponse(transitionPage, { items: rows.map(transitionItem), nextCursor });
}
