import { Type } from "@sinclair/typebox";
import { Elysia } from "elysia";
import { pageSchema } from "../../../contract/v1/fields.ts";
import { MessageItem, MessageReplay, MessageStateField } from "../../../contract/v1/message.ts";
import { listMessages, type MessageRow } from "../../../store/messages.ts";
import { auditRequest } from "../../auth/audit-request.ts";
import { encodeCursor, messageCursor, parseCursor } from "../../cursor.ts";
import type { ServerDeps } from "../../deps.ts";
import { jsonResponse } from "../../json-response.ts";
import { messageItem } from "../../messages/message-item.ts";
import { replayDead } from "../../messages/replay-dead.ts";
import { pageOf } from "../../page-of.ts";
import { badCursor, bigIdParams, notFound, pageQuery } from "./page-query.ts";

const messagePage = pageSchema(MessageItem);

/** Messages on their way and given up, and another attempt at one that was. For administrators' programs. */
export function messagesApi(deps: Pick<ServerDeps, "db">) {
  return new Elysia({ normalize: false, tags: ["messages"] })
    .get("/messages", async ({ query }) => await listPage(deps, query), {
      query: Type.Object({ state: Type.Optional(MessageStateField), ...pageQuery }),
      response: { 200: messagePage },
      detail: { summary: "Messages, newest first; with state=dead, those that were given up" },
    })
    .post("/messages/:id/replay", async ({ params: { id }, request }) => await replay(deps, id, request), {
      params: bigIdParams,
      response: { 200: MessageReplay },
      detail: { summary: "Send a message again that was given up; safe to repeat" },
    });
}

async function listPage(
  { db }: Pick<ServerDeps, "db">,
  query: { readonly state?: MessageRow["state"]; readonly cursor?: string; readonly limit: number },
): Promise<Response> {
  const { state, cursor, limit } = query;
  const place = cursor === undefined ? undefined : parseCursor(messageCursor, cursor);
  if (cursor !== undefined && place === undefined) return badCursor();
  const found = await db.run((sql) => listMessages(sql, { state, beforeId: place?.messageId, limit: limit + 1 }));
  const { rows, last } = pageOf(found, limit);
  const nextCursor = last === undefined ? null : encodeCursor({ messageId: last.id });
  return jsonResponse(messagePage, { items: rows.map(messageItem), nextCursor });
}

async function replay({ db }: Pick<ServerDeps, "db">, id: number, request: Request): Promise<Response> {
  const replayed = await replayDead(db, id);
  if (replayed?.outcome === "replayed") {
    await auditRequest(db, request, { action: "message.replay", subject: `message:${id}` });
  }
  return replayed === undefined ? notFound("message", id) : jsonResponse(MessageReplay, replayed);
}
