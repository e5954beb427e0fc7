import { Elysia } from "elysia";
import { Summary } from "../../../contract/v1/summary.ts";
import { aliveSeconds } from "../../agents/registry.ts";
import type { ServerDeps } from "../../deps.ts";
import { jsonResponse } from "../../json-response.ts";
import type { SummaryRead } from "../../read/summary.ts";

/** The counts of the summary page. */
export function summaryApi(deps: Pick<ServerDeps, "reads" | "clock">) {
  return new Elysia({ normalize: false, tags: ["summary"] }).get(
    "/summary",
    async () => jsonResponse(Summary, summaryOf(await deps.reads.summary(), deps.clock.now())),
    {
      response: Summary,
      detail: { summary: "How many checks are how, how late the queue is, how old the data" },
    },
  );
}

function summaryOf(read: SummaryRead, now: Date): Summary {
  const aliveFrom = now.getTime() - aliveSeconds * 1000;
  return {
    checks: { ...read.counts },
    sites: read.sites === undefined ? null : { ...read.sites },
    dueTargets: read.lateness.due,
    oldestDueMs: read.lateness.oldestDueMs,
    newestResultAt: read.age?.newestAt.toISOString() ?? null,
    dataAgeMs: read.age?.ageMs ?? null,
    agentsSeen: read.agents.filter((one) => one.lastSeenAt.getTime() > aliveFrom).length,
  };
}
