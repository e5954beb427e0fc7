import { Elysia, t } from "elysia";
import { Count } from "../../contract/v1/fields.ts";
import { rescheduleNotOk } from "../../queue/reschedule.ts";
import { auditRequest } from "../auth/audit-request.ts";
import type { ServerDeps } from "../deps.ts";
import { rescheduleDeed } from "../targets/reschedule.ts";

/** The three routes that scripts written for the original call, with its shapes. */
export function upstreamApi(deps: ServerDeps) {
  return new Elysia({ prefix: "/api", normalize: false, tags: ["original"] })
    .get("/severities", async () => await deps.reads.severities(), {
      response: t.Object({ ok: Count, unknown: Count, warning: Count, critical: Count }),
      detail: { summary: "How many checks have each severity" },
    })
    .get(
      "/stats",
      async () => {
        const { tasks, results } = await deps.reads.queue();
        return {
          upcoming_tasks_count: tasks.due,
          results_count: results,
          selected_tasks_count: tasks.leased,
        };
      },
      {
        response: t.Object({
          upcoming_tasks_count: { ...Count, description: "checks that are due and wait for an agent" },
          results_count: { ...Count, description: "results of checks in the database" },
          selected_tasks_count: { ...Count, description: "checks that agents hold at this moment" },
        }),
        detail: { summary: "How much waits, how much is being done, how much is stored" },
      },
    )
    .post(
      "/reschedule/all",
      async ({ request }) => {
        await deps.db.run(rescheduleNotOk);
        await auditRequest(deps.db, request, rescheduleDeed("checks that are not ok"));
        return { msg: "Non OK tasks reschuled" };
      },
      {
        response: t.Object({ msg: t.String() }),
        detail: { summary: "Run every check that is not ok again now; the answer is spelt as in the original" },
      },
    );
}
