import { Elysia } from "elysia";
import { auditRequest } from "../auth/audit-request.ts";
import { reloadDeed } from "../config/reload.ts";
import { parseCursor, revisionCursor } from "../cursor.ts";
import type { ServerDeps } from "../deps.ts";
import { ConfigurationPage } from "./configuration-page.tsx";
import { pageResponse } from "./page-response.tsx";
import { errorPage, parseId, type Query } from "./pages.tsx";
import { seeOther } from "./see-other.ts";
import { type SentForm, sentForm, unparsed } from "./sent-form.ts";
import type { View, Views } from "./view.ts";

type Deps = Pick<ServerDeps, "db" | "reads" | "reload" | "servers">;

/** The page of the configuration, and the form that reads its file again. */
export function configurationPages(deps: Deps, views: Views) {
  return new Elysia({ normalize: false, detail: { hide: true } })
    .get("/configuration", async ({ query, request }) => await configurationPage(deps, views(request), query))
    .post("/configuration/reload", async ({ request }) => await reload(deps, await sentForm(views, request)), unparsed);
}

async function configurationPage({ reads }: Deps, view: View, query: Query): Promise<Response> {
  const place = query.cursor === undefined ? undefined : parseCursor(revisionCursor, query.cursor);
  if (query.cursor !== undefined && place === undefined) return errorPage(view, "bad-cursor");
  const revisionId = query.revision === undefined ? undefined : parseId(query.revision);
  if (query.revision !== undefined && revisionId === undefined) return errorPage(view, "not-found");
  const read = await reads.configuration({ revisionId, beforeId: place?.id });
  if (revisionId !== undefined && read.shown === undefined) return errorPage(view, "not-found");
  return pageResponse(view, <ConfigurationPage read={read} continued={place !== undefined} />);
}

/** The problems of a file that is refused stand on the page that follows. */
async function reload({ db, reload: again, servers }: Deps, { request, view }: SentForm): Promise<Response> {
  const outcome = await again("page");
  await servers.refresh();
  if (outcome.kind === "applied") await auditRequest(db, request, reloadDeed(outcome.applied));
  return seeOther(view.links.configuration({ done: outcome.kind === "applied" ? "reloaded" : "not-reloaded" }));
}
