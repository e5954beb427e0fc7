import { Elysia } from "elysia";
import { AgentList, Summary } from "../../../contract/v1/summary.ts";
import { listAgents } from "../../../store/agents.ts";
import { aliveSeconds } from "../../agents/registry.ts";
import type { ServerDeps } from "../../deps.ts";
import { jsonResponse } from "../../json-response.ts";
import { readSummary, type SummaryRead } from "../../read/summary.ts";

/** The counts of the summary page, and the agents. */
export function summaryApi(deps: Pick<ServerDeps, "db" | "clock">) {
  return new Elysia({ normalize: false, tags: ["summary"] })
    .get("/summary", async () => jsonResponse(Summary, summaryOf(await readSummary(deps.db), deps.clock.now())), {
      response: Summary,
      detail: { summary: "How many checks are how, how late the queue is, how old the data" },
    })
    .get("/agents", async () => jsonResponse(AgentList, { items: (await deps.db.run(listAgents)).map(agentItem) }), {
      response: AgentList,
      detail: { summary: "The agents heard of last, at most 100" },
    });
}

function summaryOf(read: SummaryRead, now: Date): Summary {
  const aliveFrom = now.getTime() - aliveSeconds * 1000;
  return {
    checks: { ...read.counts },
    dueTargets: read.lateness.due,
    oldestDueMs: read.lateness.oldestDueMs,
    newestResultAt: read.age?.newestAt.toISOString() ?? null,
    dataAgeMs: read.age?.ageMs ?? null,
    agentsSeen: read.agents.filter((one) => one.lastSeenAt.getTime() > aliveFrom).length,
  };
}

function agentItem({ startedAt, lastSeenAt, isolatedAt, ...agent }: Awaited<ReturnType<typeof listAgents>>[number]) {
  return {
    ...agent,
    startedAt: startedAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    isolatedAt: isolatedAt?.toISOString() ?? null,
  };
}
