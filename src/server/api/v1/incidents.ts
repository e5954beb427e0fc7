import { Elysia } from "elysia";
import { ProblemDetails } from "../../../contract/v1/problem.ts";
import { AcknowledgeReply } from "../../../contract/v1/silence.ts";
import { acknowledgeIncident } from "../../../store/acknowledge.ts";
import { recordAudit } from "../../../store/audit.ts";
import { deedOf } from "../../auth/audit-request.ts";
import type { ServerDeps } from "../../deps.ts";
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
      response: { 200: AcknowledgeReply, 401: ProblemDetails, 404: ProblemDetails, 409: ProblemDetails },
      detail: { summary: "Somebody knows: no more reminders. Safe to repeat" },
    },
  );
}

async function acknowledge(
  { db }: Pick<ServerDeps, "db">,
  wanted: { readonly incidentId: number; readonly actor: string },
  request: Request,
): Promise<Response> {
  const { incidentId, actor: by } = wanted;
  const deed = deedOf(request, { action: "incident.acknowledge", subject: `incident:${incidentId}`, detail: { by } });
  const outcome = await db.transaction(async (tx) => {
    const acknowledged = await acknowledgeIncident(tx, wanted);
    if (acknowledged === "acknowledged") await recordAudit(tx, deed);
    return acknowledged;
  });
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
