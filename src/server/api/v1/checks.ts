import { Type } from "@sinclair/typebox";
import { Elysia } from "elysia";
import { severities } from "../../../base/severity.ts";
import { oneOf } from "../../../contract/one-of.ts";
import { WorstCheckItem } from "../../../contract/v1/check.ts";
import { pageSchema } from "../../../contract/v1/fields.ts";
import { listWorstChecks, type WorstCheckPage } from "../../../store/worst-checks.ts";
import { checkCursor, encodeCursor, parseCursor } from "../../cursor.ts";
import type { ServerDeps } from "../../deps.ts";
import { jsonResponse } from "../../json-response.ts";
import { pageOf } from "../../page-of.ts";
import { worstCheckItem } from "./check-item.ts";
import { badCursor, pageQuery } from "./page-query.ts";

const notOk = oneOf(
  severities.filter((one) => one !== "ok"),
  "only checks of this severity",
);

const checkPage = pageSchema(WorstCheckItem);

/** Checks that are not ok, worst first. */
export function checksApi(deps: Pick<ServerDeps, "db">) {
  return new Elysia({ normalize: false, tags: ["checks"] }).get(
    "/checks",
    async ({ query }) => await listPage(deps, query),
    {
      query: Type.Object({ severity: Type.Optional(notOk), ...pageQuery }),
      response: { 200: checkPage },
      detail: { summary: "Checks that are not ok: the gravest first, then the latest to change" },
    },
  );
}

async function listPage(
  { db }: Pick<ServerDeps, "db">,
  query: { readonly severity?: WorstCheckPage["severity"]; readonly cursor?: string; readonly limit: number },
): Promise<Response> {
  const { severity, cursor, limit } = query;
  const after = cursor === undefined ? undefined : parseCursor(checkCursor, cursor);
  if (cursor !== undefined && after === undefined) return badCursor();
  const found = await db.run((sql) => listWorstChecks(sql, { severity, after, limit: limit + 1 }));
  const { rows, last } = pageOf(found, limit);
  const place =
    last === undefined ? null : { severity: last.severity, sinceText: last.sinceText, checkId: last.checkId };
  const nextCursor = place === null ? null : encodeCursor(place);
  return jsonResponse(checkPage, { items: rows.map(worstCheckItem), nextCursor });
}
