import { Elysia } from "elysia";
import {
  maintenanceUsual,
  parseSilenceMatch,
  parseSilenceOrder,
  type SilenceWords,
} from "../../../checks/silence-order.ts";
import type { SiteMatch } from "../../../config/silence.ts";
import { ProblemDetails } from "../../../contract/v1/problem.ts";
import { EndedSilences, MaintenanceEnd, MaintenanceStart, SilenceItem } from "../../../contract/v1/silence.ts";
import { auditRequest } from "../../auth/audit-request.ts";
import type { ServerDeps } from "../../deps.ts";
import { jsonBody } from "../../http/json-body.ts";
import { jsonResponse } from "../../json-response.ts";
import { endMaintenance, prolongSilence } from "../../silences/keep.ts";
import { silenceDeed, silenceItem } from "../../silences/silence-item.ts";
import { unprocessable } from "./page-query.ts";
import { writtenSilence } from "./silences.ts";
import { byQuery, writerName } from "./writer-name.ts";

/** Windows of one match that end in one request are few; the audit names so many of them. */
const deedsMax = 20;

/** Planned work, begun and ended by scripts; both safe to repeat. */
export function maintenanceApi(deps: Pick<ServerDeps, "db">) {
  return new Elysia({ prefix: "/maintenance", normalize: false, tags: ["silences"] })
    .post(
      "/start",
      async ({ body, query: { by }, request }) =>
        await start(deps, { comment: "", for: maintenanceUsual, ...body, by: writerName(request, by) }, request),
      {
        ...jsonBody(MaintenanceStart),
        query: byQuery,
        response: { 200: SilenceItem, 409: ProblemDetails },
        detail: { summary: "Planned work begins: no messages. Starting again makes it last longer" },
      },
    )
    .post(
      "/end",
      async ({ body, query: { by }, request }) => await end(deps, { ...body, by: writerName(request, by) }, request),
      {
        ...jsonBody(MaintenanceEnd),
        query: byQuery,
        response: { 200: EndedSilences },
        detail: { summary: "Planned work is done: ends all active maintenance with the same match" },
      },
    );
}

async function start({ db }: Pick<ServerDeps, "db">, words: SilenceWords, request: Request): Promise<Response> {
  const order = parseSilenceOrder(words);
  if (order.kind === "refused") return unprocessable(order.message);
  const silence = await prolongSilence(db, { ...order.value, kind: "maintenance" });
  if (silence !== undefined) await auditRequest(db, request, silenceDeed("add", silence));
  return writtenSilence(silence, 200);
}

async function end(
  { db }: Pick<ServerDeps, "db">,
  words: { readonly match: SiteMatch; readonly by: string },
  request: Request,
): Promise<Response> {
  const match = parseSilenceMatch(words.match);
  if (match.kind === "refused") return unprocessable(match.message);
  const ended = await endMaintenance(db, { match: match.value, by: words.by });
  for (const silence of ended.slice(0, deedsMax)) await auditRequest(db, request, silenceDeed("end", silence));
  return jsonResponse(EndedSilences, { items: ended.map(silenceItem) });
}
