import { Elysia } from "elysia";
import type { Database } from "../../db/connect.ts";
import { forgetAgent, forgetDeed } from "../agents/forget.ts";
import { auditRequest } from "../auth/audit-request.ts";
import type { ServerDeps } from "../deps.ts";
import { AgentsPage } from "./agents-page.tsx";
import { pageResponse } from "./page-response.tsx";
import { errorPage, parseId } from "./pages.tsx";
import { seeOther } from "./see-other.ts";
import { type SentForm, sentForm, unparsed } from "./sent-form.ts";
import type { Views } from "./view.ts";

type Deps = Pick<ServerDeps, "db" | "reads">;

/** The page of agents, and the form that forgets one. */
export function agentPages({ db, reads }: Deps, views: Views) {
  return new Elysia({ normalize: false, detail: { hide: true } })
    .get("/agents", async ({ request }) => {
      const view = views(request);
      return pageResponse(view, <AgentsPage read={await reads.agents()} />);
    })
    .post(
      "/agents/:id/forget",
      async ({ params: { id }, request }) => await forget(db, await sentForm(views, request), id),
      unparsed,
    );
}

async function forget(db: Database, { request, view }: SentForm, idText: string): Promise<Response> {
  const id = parseId(idText);
  const outcome = id === undefined ? "missing" : await forgetAgent(db, id);
  if (id === undefined || outcome === "missing") return errorPage(view, "not-found");
  if (outcome === "forgotten") await auditRequest(db, request, forgetDeed(id));
  return seeOther(view.links.agents({ done: outcome === "forgotten" ? "agent-forgotten" : "agent-alive" }));
}
