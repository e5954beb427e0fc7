import { Elysia } from "elysia";
import { Rescheduled } from "../../../contract/v1/reschedule.ts";
import type { Database } from "../../../db/connect.ts";
import { rescheduleNotOk } from "../../../queue/reschedule.ts";
import { auditRequest } from "../../auth/audit-request.ts";
import type { ServerDeps } from "../../deps.ts";
import { jsonResponse } from "../../json-response.ts";
import { rescheduleDeed, rescheduleSite, rescheduleTarget } from "../../targets/reschedule.ts";
import { idParams, notFound } from "./page-query.ts";

const response = { 200: Rescheduled };
const description =
  "Its schedule stays: the next run is when it would have been. Safe to repeat; nothing is added to what an agent is looking at.";

/** Runs now instead of at the next slot. */
export function rescheduleApi({ db }: Pick<ServerDeps, "db">) {
  return new Elysia({ normalize: false, tags: ["targets"] })
    .post(
      "/targets/:id/reschedule",
      async ({ params: { id }, request }) => {
        const rescheduled = await rescheduleTarget(db, id);
        if (rescheduled === undefined) return notFound("target", id);
        await auditRequest(db, request, rescheduleDeed(`target:${id}`));
        return jsonResponse(Rescheduled, { rescheduled });
      },
      { params: idParams, response, detail: { summary: "Check a target again now", description } },
    )
    .post(
      "/sites/:id/reschedule",
      async ({ params: { id }, request }) => {
        const rescheduled = await rescheduleSite(db, id);
        if (rescheduled === undefined) return notFound("site", id);
        await auditRequest(db, request, rescheduleDeed(`site:${id}`));
        return jsonResponse(Rescheduled, { rescheduled });
      },
      {
        params: idParams,
        response,
        detail: { summary: "Check all targets of a site again now", description },
      },
    )
    .post("/reschedule", async ({ request }) => await rescheduleAll(db, request), {
      response: { 200: Rescheduled },
      detail: { summary: "Check every target again now that is not ok", description },
    });
}

async function rescheduleAll(db: Database, request: Request): Promise<Response> {
  const rescheduled = await db.run(rescheduleNotOk);
  await auditRequest(db, request, rescheduleDeed("checks that are not ok"));
  return jsonResponse(Rescheduled, { rescheduled });
}
