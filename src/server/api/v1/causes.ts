import { Type } from "@sinclair/typebox";
import { Elysia } from "elysia";
import { CauseItem } from "../../../contract/v1/cause.ts";
import { pageSchema } from "../../../contract/v1/fields.ts";
import { listOpenCauses } from "../../../store/open-causes.ts";
import { causeCursor, encodeCursor, parseCursor } from "../../cursor.ts";
import type { ServerDeps } from "../../deps.ts";
import { jsonResponse } from "../../json-response.ts";
import { pageOf } from "../../page-of.ts";
import { causeItem } from "./incident-item.ts";
import { badCursor, pageQuery } from "./page-query.ts";

const causePage = pageSchema(CauseItem);

/** What the open incidents have in common. */
export function causesApi(deps: Pick<ServerDeps, "db">) {
  return new Elysia({ normalize: false, tags: ["incidents"] }).get(
    "/causes",
    async ({ query }) => await listPage(deps, query),
    {
      query: Type.Object(pageQuery),
      response: { 200: causePage },
      detail: { summary: "Open causes: what open incidents have in common, those of most incidents first" },
    },
  );
}

async function listPage(
  { db }: Pick<ServerDeps, "db">,
  { cursor, limit }: { readonly cursor?: string; readonly limit: number },
): Promise<Response> {
  const after = cursor === undefined ? undefined : parseCursor(causeCursor, cursor);
  if (cursor !== undefined && after === undefined) return badCursor();
  const found = await db.run((sql) => listOpenCauses(sql, { atLeast: 1, after, limit: limit + 1 }));
  const { rows, last } = pageOf(found, limit);
  const nextCursor = last === undefined ? null : encodeCursor({ openIncidents: last.openIncidents, id: last.id });
  return jsonResponse(causePage, { items: rows.map(causeItem), nextCursor });
}
