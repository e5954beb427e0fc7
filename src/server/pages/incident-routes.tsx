import { Elysia } from "elysia";
import { cleanText } from "../../base/clean-text.ts";
import { severities } from "../../base/severity.ts";
import { closedIncidentCursor, messageCursor, openIncidentCursor, parseCursor } from "../cursor.ts";
import type { ServerDeps } from "../deps.ts";
import { readIncident } from "../read/incident.ts";
import type { IncidentsPart } from "../read/incidents.ts";
import { shownStates } from "../read/notifications.ts";
import { noSilences, readSilencesMade, readSiteSilences } from "../read/silences.ts";
import { IncidentPage } from "./incident-page.tsx";
import { IncidentsPage } from "./incidents-page.tsx";
import { NotificationsPage } from "./notifications-page.tsx";
import { pageResponse } from "./page-response.tsx";
import { errorPage, parseBigId, type Query } from "./pages.tsx";
import type { View, Views } from "./view.ts";

type Deps = Pick<ServerDeps, "db" | "reads" | "notifications">;

/** The pages of incidents and of what people were told of them. */
export function incidentPages(deps: Deps, views: Views) {
  return new Elysia({ normalize: false, detail: { hide: true } })
    .get("/incidents", async ({ query, request }) => await incidentsPage(deps, views(request), query))
    .get("/incidents/:id", async ({ params: { id }, request }) => await incidentPage(deps, views(request), id))
    .get("/notifications", async ({ query, request }) => await notificationsPage(deps, views(request), query));
}

async function incidentsPage({ reads }: Deps, view: View, query: Query): Promise<Response> {
  const part = partOf(query);
  if (part === undefined) return errorPage(view, "bad-cursor");
  const search = cleanText(query.search ?? "", 200).trim();
  const severity = severities.find((one) => one === query.severity);
  const causeId = query.cause === undefined ? undefined : parseBigId(query.cause);
  const state = part.state === "all" ? undefined : part.state;
  const read = await reads.incidents({ wanted: { search, severity, causeId }, part });
  const asked = { search, severity, causeId, state, continued: query.cursor !== undefined };
  return pageResponse(view, <IncidentsPage asked={asked} read={read} />);
}

/** Undefined for a cursor of another list. */
function partOf({ state, cursor }: Query): IncidentsPart | undefined {
  if (state === "closed") {
    const after = cursor === undefined ? undefined : parseCursor(closedIncidentCursor, cursor);
    return cursor !== undefined && after === undefined ? undefined : { state, after };
  }
  if (state !== "open" && cursor === undefined) return { state: "all" };
  const after = cursor === undefined ? undefined : parseCursor(openIncidentCursor, cursor);
  return cursor !== undefined && after === undefined ? undefined : { state: "open", after };
}

async function incidentPage({ db, notifications }: Deps, view: View, idText: string): Promise<Response> {
  const id = parseBigId(idText);
  const read = id === undefined ? undefined : await readIncident(db, id);
  if (read === undefined) return errorPage(view, "not-found");
  const { flapping, silences: planned } = notifications();
  const { about, openedAt, closedAt } = read.incident;
  const [silences, made] =
    about === "target"
      ? await Promise.all([
          readSiteSilences(db, read.incident, { planned, now: view.now }),
          readSilencesMade(db, read.incident, { from: openedAt, until: closedAt ?? view.now }),
        ])
      : [noSilences, []];
  return pageResponse(view, <IncidentPage {...{ read, silences, made, flapping }} />);
}

async function notificationsPage({ reads }: Deps, view: View, query: Query): Promise<Response> {
  const state = shownStates.find((one) => one === query.state);
  const place = query.cursor === undefined ? undefined : parseCursor(messageCursor, query.cursor);
  if (query.cursor !== undefined && (place === undefined || state === undefined)) return errorPage(view, "bad-cursor");
  const read = await reads.notifications({ state, beforeId: place?.messageId });
  return pageResponse(view, <NotificationsPage read={read} state={state} continued={place !== undefined} />);
}
