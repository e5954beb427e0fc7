import { type Static, Type } from "@sinclair/typebox";
import { Elysia, t } from "elysia";
import { parseSilenceOrder, type SilenceWords } from "../../../checks/silence-order.ts";
import { pageSchema } from "../../../contract/v1/fields.ts";
import { ProblemDetails } from "../../../contract/v1/problem.ts";
import { SilenceItem, SilenceRequest } from "../../../contract/v1/silence.ts";
import { listSilences, type StoredSilence } from "../../../store/silences.ts";
import { auditRequest } from "../../auth/audit-request.ts";
import { encodeCursor, parseCursor, rowCursor } from "../../cursor.ts";
import type { ServerDeps } from "../../deps.ts";
import { jsonBody } from "../../http/json-body.ts";
import { jsonResponse } from "../../json-response.ts";
import { pageOf } from "../../page-of.ts";
import { beginSilence, cutSilence } from "../../silences/keep.ts";
import { silenceDeed, silenceItem, tooManySilences } from "../../silences/silence-item.ts";
import { badCursor, bigIdParams, conflict, notFound, pageQuery, unprocessable } from "./page-query.ts";
import { byQuery, writerName } from "./writer-name.ts";

const silencePage = pageSchema(SilenceItem);
const listQuery = Type.Object({
  active: t.Boolean({ default: false, description: "only those that are not over" }),
  ...pageQuery,
});

/** Silences and maintenance of the database: anybody reads them, holders of a token write. */
export function silencesApi(deps: Pick<ServerDeps, "db">) {
  const reading = new Elysia({ normalize: false, tags: ["silences"] }).get(
    "/silences",
    async ({ query }) => await listPage(deps, query),
    {
      query: listQuery,
      response: { 200: silencePage },
      detail: { summary: "Silences and maintenance, newest first; those of the configuration are not here" },
    },
  );
  const writing = new Elysia({ normalize: false, tags: ["silences"] })
    .post(
      "/silences",
      async ({ body, query: { by }, request }) =>
        await add(deps, { comment: "", ...body, by: writerName(request, by) }, request),
      {
        ...jsonBody(SilenceRequest),
        query: byQuery,
        response: { 201: SilenceItem, 409: ProblemDetails },
        detail: { summary: "Send no messages about some sites for a while" },
      },
    )
    .delete(
      "/silences/:id",
      async ({ params: { id }, query: { by }, request }) =>
        await end(deps, { id, by: writerName(request, by) }, request),
      {
        params: bigIdParams,
        query: byQuery,
        response: { 200: SilenceItem },
        detail: { summary: "End a silence or maintenance now; safe to repeat" },
      },
    );
  return reading.use(writing);
}

/** A silence that was written, or the refusal of one too many. */
export function writtenSilence(silence: StoredSilence | undefined, status: 200 | 201): Response {
  if (silence === undefined) return conflict(tooManySilences);
  return jsonResponse(SilenceItem, silenceItem(silence), status);
}

async function add({ db }: Pick<ServerDeps, "db">, words: SilenceWords, request: Request): Promise<Response> {
  const order = parseSilenceOrder(words);
  if (order.kind === "refused") return unprocessable(order.message);
  const silence = await beginSilence(db, { ...order.value, kind: "silence" });
  if (silence !== undefined) await auditRequest(db, request, silenceDeed("add", silence));
  return writtenSilence(silence, 201);
}

async function end(
  { db }: Pick<ServerDeps, "db">,
  wanted: { readonly id: number; readonly by: string },
  request: Request,
): Promise<Response> {
  const silence = await cutSilence(db, wanted);
  if (silence !== undefined) await auditRequest(db, request, silenceDeed("end", silence));
  return silence === undefined ? notFound("silence", wanted.id) : jsonResponse(SilenceItem, silenceItem(silence));
}

async function listPage({ db }: Pick<ServerDeps, "db">, query: Static<typeof listQuery>): Promise<Response> {
  const { active: activeOnly, cursor, limit } = query;
  const after = cursor === undefined ? undefined : parseCursor(rowCursor, cursor);
  if (cursor !== undefined && after === undefined) return badCursor();
  const found = await db.run((sql) => listSilences(sql, { activeOnly, afterId: after?.id, limit: limit + 1 }));
  const { rows, last } = pageOf(found, limit);
  const nextCursor = last === undefined ? null : encodeCursor({ id: last.id });
  return jsonResponse(silencePage, { items: rows.map(silenceItem), nextCursor });
}
