import { Elysia } from "elysia";
import { shownUrl } from "../../base/secrets/shown-url.ts";
import { rescheduleNotOk } from "../../queue/reschedule.ts";
import { findIncident } from "../../store/incident-detail.ts";
import { findSite } from "../../store/site-rows.ts";
import { auditRequest } from "../auth/audit-request.ts";
import type { ServerDeps } from "../deps.ts";
import { acknowledgeAsked } from "../incidents/acknowledge.ts";
import { replayAllDead, replayDead } from "../messages/replay-dead.ts";
import { wishTexts } from "../silences/wish.ts";
import { rescheduleDeed, rescheduleSite, rescheduleTarget } from "../targets/reschedule.ts";
import type { Done } from "./done.ts";
import { errorPage, parseBigId, parseId } from "./pages.tsx";
import { seeOther } from "./see-other.ts";
import { type SentForm, sentForm, unparsed } from "./sent-form.ts";
import { makeSilence } from "./silence-routes.tsx";
import type { Views } from "./view.ts";

type Deps = Pick<ServerDeps, "db" | "notifications">;

/** Where the forms of incidents go. */
export function incidentForms(deps: Deps, views: Views) {
  return new Elysia({ normalize: false, detail: { hide: true } })
    .post(
      "/incidents/:id/acknowledge",
      async ({ params: { id }, request }) => await acknowledge(deps, await sentForm(views, request), id),
      unparsed,
    )
    .post(
      "/incidents/:id/silence",
      async ({ params: { id }, request }) => await silenceIncident(deps, await sentForm(views, request), id),
      unparsed,
    );
}

/** Where the forms of sites and targets go, and that of all that is not ok. */
export function siteForms(deps: Deps, views: Views) {
  return new Elysia({ normalize: false, detail: { hide: true } })
    .post(
      "/sites/:id/silence",
      async ({ params: { id }, request }) => await silenceSite(deps, await sentForm(views, request), id),
      unparsed,
    )
    .post(
      "/sites/:id/reschedule",
      async ({ params: { id }, request }) => await checkSite(deps, await sentForm(views, request), id),
      unparsed,
    )
    .post(
      "/targets/:id/reschedule",
      async ({ params: { id }, request }) => await checkTarget(deps, await sentForm(views, request), id),
      unparsed,
    )
    .post("/reschedule", async ({ request }) => await checkNotOk(deps, await sentForm(views, request)), unparsed);
}

/** Where the forms of dead letters go. */
export function messageForms(deps: Deps, views: Views) {
  return new Elysia({ normalize: false, detail: { hide: true } })
    .post(
      "/notifications/:id/replay",
      async ({ params: { id }, request }) => await replayOne(deps, await sentForm(views, request), id),
      unparsed,
    )
    .post(
      "/notifications/replay",
      async ({ request }) => await replayAll(deps, await sentForm(views, request)),
      unparsed,
    );
}

async function acknowledge({ db }: Deps, { request, view, by }: SentForm, idText: string): Promise<Response> {
  const incidentId = parseBigId(idText);
  if (incidentId === undefined) return errorPage(view, "not-found");
  const outcome = await acknowledgeAsked(db, request, { incidentId, actor: by });
  if (outcome === "missing") return errorPage(view, "not-found");
  const said = { acknowledged: "acknowledged", already: "already-acknowledged", closed: "incident-over" } as const;
  return seeOther(view.links.incident(incidentId, { done: said[outcome] }));
}

async function silenceIncident(deps: Deps, form: SentForm, idText: string): Promise<Response> {
  const id = parseBigId(idText);
  const incident = id === undefined ? undefined : await deps.db.run((sql) => findIncident(sql, id));
  if (incident === undefined || incident.about !== "target") return errorPage(form.view, "not-found");
  const back = form.view.links.incident(incident.id, { done: "silenced" });
  return await makeSilence(deps, form, { texts: quickTexts(form, incident.domain), back });
}

async function silenceSite(deps: Deps, form: SentForm, idText: string): Promise<Response> {
  const id = parseId(idText);
  const site = id === undefined ? undefined : await deps.db.run((sql) => findSite(sql, id));
  if (site === undefined) return errorPage(form.view, "not-found");
  const back = form.view.links.site(site.id, { done: "silenced" });
  return await makeSilence(deps, form, { texts: quickTexts(form, site.domain), back });
}

/**
 * The domain is the row's own: what the form says of it does not matter. Without its password it matches still, since what
 * stands for that is a pattern.
 */
function quickTexts({ fields }: SentForm, domain: string) {
  return { ...wishTexts(fields), domain: shownUrl(domain), label: "", from: "", kind: "silence" };
}

async function checkSite({ db }: Deps, { request, view }: SentForm, idText: string): Promise<Response> {
  const id = parseId(idText);
  const rescheduled = id === undefined ? undefined : await rescheduleSite(db, id);
  if (id === undefined || rescheduled === undefined) return errorPage(view, "not-found");
  await auditRequest(db, request, rescheduleDeed(`site:${id}`));
  return seeOther(view.links.site(id, { done: saidOf(rescheduled, "rescheduled") }));
}

async function checkTarget({ db }: Deps, { request, view }: SentForm, idText: string): Promise<Response> {
  const id = parseId(idText);
  const rescheduled = id === undefined ? undefined : await rescheduleTarget(db, id);
  if (id === undefined || rescheduled === undefined) return errorPage(view, "not-found");
  await auditRequest(db, request, rescheduleDeed(`target:${id}`));
  return seeOther(view.links.target(id, { done: saidOf(rescheduled, "rescheduled") }));
}

async function checkNotOk({ db }: Deps, { request, view }: SentForm): Promise<Response> {
  const rescheduled = await db.run(rescheduleNotOk);
  await auditRequest(db, request, rescheduleDeed("checks that are not ok"));
  return seeOther(view.links.summary({ done: saidOf(rescheduled, "rescheduled") }));
}

async function replayOne({ db }: Deps, { request, view }: SentForm, idText: string): Promise<Response> {
  const id = parseBigId(idText);
  const replayed = id === undefined ? undefined : await replayDead(db, id);
  if (replayed === undefined) return errorPage(view, "not-found");
  const isDone = replayed.outcome === "replayed";
  if (isDone) await auditRequest(db, request, { action: "message.replay", subject: `message:${id}` });
  return seeOther(view.links.notifications({ done: saidOf(isDone ? 1 : 0, "replayed") }));
}

async function replayAll({ db }: Deps, { request, view, fields }: SentForm): Promise<Response> {
  const recipient = fields.get("recipient") ?? "";
  const replayed = await replayAllDead(db, recipient);
  const deed = { action: "message.replay", subject: `recipient:${recipient}`, detail: { replayed } };
  if (replayed > 0) await auditRequest(db, request, deed);
  return seeOther(view.links.notifications({ done: saidOf(replayed, "replayed") }));
}

function saidOf(count: number, done: "rescheduled" | "replayed"): Done {
  return count > 0 ? done : `nothing-${done}`;
}
