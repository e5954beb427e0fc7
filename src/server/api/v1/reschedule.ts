import { Elysia } from "elysia";
import { ProblemDetails } from "../../../contract/v1/problem.ts";
import { Rescheduled } from "../../../contract/v1/reschedule.ts";
import { rescheduleNotOk } from "../../../queue/reschedule.ts";
import type { ServerDeps } from "../../deps.ts";
import { jsonResponse } from "../../json-response.ts";
import { rescheduleSite, rescheduleTarget } from "../../targets/reschedule.ts";
import { idParams, notFound } from "./page-query.ts";

const security = [{ apiToken: [] }];
const response = { 200: Rescheduled, 401: ProblemDetails, 404: ProblemDetails };
const description =
  "Its schedule stays: the next run is when it would have been. Safe to repeat; nothing is added to what an agent is looking at.";

/** Runs now instead of at the next slot. */
export function rescheduleApi({ db }: Pick<ServerDeps, "db">) {
  return new Elysia({ normalize: false, tags: ["targets"] })
    .post(
      "/targets/:id/reschedule",
      async ({ params: { id } }) => rescheduledOr404("target", id, await rescheduleTarget(db, id)),
      { params: idParams, response, detail: { summary: "Check a target again now", description, security } },
    )
    .post(
      "/sites/:id/reschedule",
      async ({ params: { id } }) => rescheduledOr404("site", id, await rescheduleSite(db, id)),
      {
        params: idParams,
        response,
        detail: { summary: "Check all targets of a site again now", description, security },
      },
    )
    .post("/reschedule", async () => jsonResponse(Rescheduled, { rescheduled: await db.run(rescheduleNotOk) }), {
      response: { 200: Rescheduled, 401: ProblemDetails },
      detail: { summary: "Check every target again now that is not ok", description, security },
    });
}

function rescheduledOr404(what: "target" | "site", id: number, rescheduled: number | undefined): Response {
  return rescheduled === undefined ? notFound(what, id) : jsonResponse(Rescheduled, { rescheduled });
}
