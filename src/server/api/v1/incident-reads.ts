import { Type } from "@sinclair/typebox";
import { Elysia, t } from "elysia";
import { cleanText } from "../../../base/clean-text.ts";
import type { Severity } from "../../../base/severity.ts";
import { oneOf } from "../../../contract/one-of.ts";
import { requestText } from "../../../contract/text.ts";
import { bigIdBounds, pageSchema, SeverityField } from "../../../contract/v1/fields.ts";
import { IncidentDetail, IncidentItem } from "../../../contract/v1/incident.ts";
import {
  type IncidentRow,
  type IncidentsWanted,
  listClosedIncidents,
  listOpenIncidents,
} from "../../../store/incident-rows.ts";
import { closedIncidentCursor, openIncidentCursor, parseCursor } from "../../cursor.ts";
import type { ServerDeps } from "../../deps.ts";
import { closedCursorAfter, openCursorAfter } from "../../incident-cursor.ts";
import { jsonResponse } from "../../json-response.ts";
import { pageOf } from "../../page-of.ts";
import { readIncident } from "../../read/incident.ts";
import { incidentDetail, incidentItem } from "./incident-item.ts";
import { badCursor, bigIdParams, notFound, pageQuery } from "./page-query.ts";

const incidentPage = pageSchema(IncidentItem);

const listQuery = Type.Object({
  state: Type.Optional(
    oneOf(["open", "closed"], "open, which is the default: worst first; closed: the last to end first"),
  ),
  severity: Type.Optional(SeverityField),
  cause: Type.Optional(t.Integer({ ...bigIdBounds, description: "id of the cause" })),
  search: requestText({ maxLength: 200, default: "", description: "part of the domain" }),
  ...pageQuery,
});

/** Incidents, open or closed, and one with its events and evidence. */
export function incidentReadsApi(deps: Pick<ServerDeps, "db">) {
  return new Elysia({ normalize: false, tags: ["incidents"] })
    .get("/incidents", async ({ query }) => await listPage(deps, query), {
      query: listQuery,
      response: { 200: incidentPage },
      detail: {
        summary: "Open incidents, worst first, or closed ones, the last to end first",
        description:
          "`severity` is what an open incident is and what a closed one was at its worst. With a filter, a page of closed incidents looks through the 10,000 that ended last.",
      },
    })
    .get(
      "/incidents/:id",
      async ({ params: { id } }) => {
        const read = await readIncident(deps.db, id);
        return read === undefined ? notFound("incident", id) : jsonResponse(IncidentDetail, incidentDetail(read));
      },
      {
        params: bigIdParams,
        response: { 200: IncidentDetail },
        detail: { summary: "An incident with its events, and what was seen at its first failure and its recovery" },
      },
    );
}

interface Asked {
  readonly state?: "open" | "closed";
  readonly severity?: Severity;
  readonly cause?: number;
  readonly search: string;
  readonly cursor?: string;
  readonly limit: number;
}

async function listPage({ db }: Pick<ServerDeps, "db">, asked: Asked): Promise<Response> {
  const { severity, cause: causeId, limit } = asked;
  const wanted = { severity, causeId, search: cleanText(asked.search, 200).trim(), limit: limit + 1 };
  const found = asked.state === "closed" ? await closedRows(db, wanted, asked) : await openRows(db, wanted, asked);
  if (found === undefined) return badCursor();
  const { rows, last } = pageOf(found, limit);
  const cursorAfter = asked.state === "closed" ? closedCursorAfter : openCursorAfter;
  const nextCursor = last === undefined ? null : cursorAfter(last);
  return jsonResponse(incidentPage, { items: rows.map(incidentItem), nextCursor });
}

type Limited = IncidentsWanted & { readonly limit: number };

/** Undefined for a cursor of another list. */
async function openRows(db: ServerDeps["db"], wanted: Limited, { cursor }: Asked): Promise<IncidentRow[] | undefined> {
  const after = cursor === undefined ? undefined : parseCursor(openIncidentCursor, cursor);
  if (cursor !== undefined && after === undefined) return undefined;
  return await db.run((sql) => listOpenIncidents(sql, { ...wanted, after }));
}

async function closedRows(
  db: ServerDeps["db"],
  wanted: Limited,
  { cursor }: Asked,
): Promise<IncidentRow[] | undefined> {
  const after = cursor === undefined ? undefined : parseCursor(closedIncidentCursor, cursor);
  if (cursor !== undefined && after === undefined) return undefined;
  return await db.run((sql) => listClosedIncidents(sql, { ...wanted, after }));
}
