import { Elysia } from "elysia";
import { type AgentItem, AgentList } from "../../../contract/v1/summary.ts";
import type { AgentRow } from "../../../store/agents.ts";
import { forgetAgent, forgetDeed } from "../../agents/forget.ts";
import { auditRequest } from "../../auth/audit-request.ts";
import type { ServerDeps } from "../../deps.ts";
import { jsonResponse } from "../../json-response.ts";
import { readAgents } from "../../read/agents.ts";
import { conflict, idParams, notFound } from "./page-query.ts";

type Deps = Pick<ServerDeps, "db" | "clock">;

/** Who does the work, and whether they are enough. */
export function agentsApi(deps: Deps) {
  return new Elysia({ normalize: false, tags: ["summary"] })
    .get("/agents", async () => await listAll(deps), {
      response: AgentList,
      detail: { summary: "The agents heard of last, at most 100, what they carry, and how many it takes" },
    })
    .delete("/agents/:id", async ({ params: { id }, request }) => await forget(deps, id, request), {
      params: idParams,
      detail: {
        summary: "Forget an agent that is gone; its open incident ends",
        description: "One that was heard of in the last 30 seconds is not forgotten: stop it first.",
        responses: { 204: { description: "forgotten" }, 409: { $ref: "#/components/responses/Conflict" } },
      },
    });
}

async function listAll({ db, clock }: Deps): Promise<Response> {
  const { agents, work } = await readAgents(db, clock.now());
  return jsonResponse(AgentList, { items: agents.map(agentItem), work: { ...work } });
}

async function forget({ db }: Deps, id: number, request: Request): Promise<Response> {
  const outcome = await forgetAgent(db, id);
  switch (outcome) {
    case "forgotten":
      await auditRequest(db, request, forgetDeed(id));
      return new Response(null, { status: 204 });
    case "alive":
      return conflict(`agent ${id} was heard of in the last 30 seconds: stop it first`);
    case "missing":
      return notFound("agent", id);
    default:
      return outcome satisfies never;
  }
}

function agentItem({ startedAt, lastSeenAt, isolatedAt, ...agent }: AgentRow): AgentItem {
  return {
    ...agent,
    startedAt: startedAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    isolatedAt: isolatedAt?.toISOString() ?? null,
  };
}
