import { Elysia } from "elysia";
import { listAudit } from "../../store/audit.ts";
import { encodeCursor, parseCursor, rowCursor } from "../cursor.ts";
import type { ServerDeps } from "../deps.ts";
import { pageOf } from "../page-of.ts";
import { AuditPage } from "./audit-page.tsx";
import { pageResponse } from "./page-response.tsx";
import { errorPage } from "./pages.tsx";
import type { View, Views } from "./view.ts";

/** Deeds on one page. */
const deedsMax = 50;

/** Who did what. */
export function auditRoutes(deps: Pick<ServerDeps, "db">, views: Views) {
  return new Elysia({ normalize: false, detail: { hide: true } }).get(
    "/audit",
    async ({ query: { cursor }, request }) => await auditPage(deps, views(request), cursor),
  );
}

async function auditPage({ db }: Pick<ServerDeps, "db">, view: View, cursor: string | undefined): Promise<Response> {
  const place = cursor === undefined ? undefined : parseCursor(rowCursor, cursor);
  if (cursor !== undefined && place === undefined) return errorPage(view, "bad-cursor");
  const found = await db.run((sql) => listAudit(sql, { beforeId: place?.id, limit: deedsMax + 1 }));
  const { rows, last } = pageOf(found, deedsMax);
  const next = last === undefined ? undefined : encodeCursor({ id: last.id });
  return pageResponse(view, <AuditPage rows={rows} next={next} continued={place !== undefined} />);
}
