import { Elysia } from "elysia";
import { ProblemDetails } from "../../../contract/v1/problem.ts";
import { AcknowledgeReply } from "../../../contract/v1/silence.ts";
import type { ServerDeps } from "../../deps.ts";
import { acknowledgeAsked } from "../../incidents/acknowledge.ts";
import { jsonResponse } from "../../json-response.ts";
import { bigIdParams, conflict, notFound } from "./page-query.ts";
import { byQuery, writerName } from "./writer-name.ts";

/** What may be done about an incident. */
export function incidentActionsApi(deps: Pick<ServerDeps, "db">) {
  return new Elysia({ prefix: "/incidents", normalize: false, tags: ["silences"] }).post(
    "/:id/acknowledge",
    async ({ params: { id }, query: { by }, request }) =>
      await acknowledge(deps, { incidentId: id, actor: writerName(request, by) }, request),
    {
      params: bigIdParams,
      query: byQuery,
      response: { 200: AcknowledgeReply, 409: ProblemDetails },
      detail: { summary: "Somebody knows: no more reminders. Safe to repeat" },
    },
  );
}

async function acknowledge(
  { db }: Pick<ServerDeps, "db">,
  wanted: { readonly incidentId: number; readonly actor: string },
  request: Request,
): Promise<Response> {
  const outcome = await acknowledgeAsked(db, request, wanted);
  switch (outcome) {
    case "acknowledged":
    case "already":
      return jsonResponse(AcknowledgeReply, { outcome });
    case "closed":
      return conflict(`incident ${wanted.incidentId} is over`);
    case "missing":
      return notFound("incident", wanted.incidentId);
    default:
      return outcome satisfies never;
  }
}
