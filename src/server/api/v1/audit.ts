import { Type } from "@sinclair/typebox";
import { Elysia } from "elysia";
import { AuditItem } from "../../../contract/v1/audit.ts";
import { pageSchema } from "../../../contract/v1/fields.ts";
import { type AuditRow, listAudit } from "../../../store/audit.ts";
import { encodeCursor, parseCursor, rowCursor } from "../../cursor.ts";
import type { ServerDeps } from "../../deps.ts";
import { jsonResponse } from "../../json-response.ts";
import { pageOf } from "../../page-of.ts";
import { badCursor, pageQuery } from "./page-query.ts";

const auditPage = pageSchema(AuditItem);

/** Who did what, for administrators. */
export function auditApi(deps: Pick<ServerDeps, "db">) {
  return new Elysia({ normalize: false, tags: ["audit"] }).get(
    "/audit",
    async ({ query }) => await listPage(deps, query),
    {
      query: Type.Object(pageQuery),
      response: { 200: auditPage },
      detail: { summary: "Who did what, from where, newest first" },
    },
  );
}

async function listPage(
  { db }: Pick<ServerDeps, "db">,
  { cursor, limit }: { readonly cursor?: string; readonly limit: number },
): Promise<Response> {
  const place = cursor === undefined ? undefined : parseCursor(rowCursor, cursor);
  if (cursor !== undefined && place === undefined) return badCursor();
  const found = await db.run((sql) => listAudit(sql, { beforeId: place?.id, limit: limit + 1 }));
  const { rows, last } = pageOf(found, limit);
  const nextCursor = last === undefined ? null : encodeCursor({ id: last.id });
  return jsonResponse(auditPage, { items: rows.map(auditItem), nextCursor });
}

function auditItem(row: AuditRow): AuditItem {
  return { ...row, at: row.at.toISOString(), detail: { ...row.detail } };
}
