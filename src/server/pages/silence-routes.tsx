import { Elysia } from "elysia";
import { auditRequest } from "../auth/audit-request.ts";
import { parseCursor, rowCursor } from "../cursor.ts";
import type { ServerDeps } from "../deps.ts";
import { readSilences, silenceStates } from "../read/silences.ts";
import { beginSilence, cutSilence } from "../silences/keep.ts";
import { silenceDeed } from "../silences/silence-item.ts";
import { parseWish, type WishTexts, wishTexts } from "../silences/wish.ts";
import { pageResponse } from "./page-response.tsx";
import { errorPage, parseBigId, parseId, type Query } from "./pages.tsx";
import { seeOther } from "./see-other.ts";
import { type SentForm, sentForm, unparsed } from "./sent-form.ts";
import type { TriedSilence } from "./silence-form.tsx";
import { SilencesPage } from "./silences-page.tsx";
import type { View, Views } from "./view.ts";

type Deps = Pick<ServerDeps, "db" | "notifications">;

/** The page of silences, and the forms that make and end them. */
export function silencePages(deps: Deps, views: Views) {
  return new Elysia({ normalize: false, detail: { hide: true } })
    .get("/silences", async ({ query, request }) => await silencesPage(deps, views(request), query))
    .post("/silences", async ({ request }) => await makeSilence(deps, await sentForm(views, request)), unparsed)
    .post(
      "/silences/:id/end",
      async ({ params: { id }, request }) => await end(deps, await sentForm(views, request), id),
      unparsed,
    );
}

/** A wish that nobody has made yet, for a domain where a link names one. */
function untried(domain: string): TriedSilence {
  const texts = wishTexts(new URLSearchParams({ domain, for: "2h" }));
  return { texts, problem: undefined };
}

async function silencesPage(deps: Deps, view: View, query: Query): Promise<Response> {
  const state = silenceStates.find((one) => one === query.state);
  const place = query.cursor === undefined ? undefined : parseCursor(rowCursor, query.cursor);
  if (query.cursor !== undefined && (place === undefined || state === undefined)) return errorPage(view, "bad-cursor");
  const { silences: planned, timeZone } = deps.notifications();
  const read = await readSilences(deps.db, { state, afterId: place?.id, planned, now: view.now });
  const shown = { read, state, continued: place !== undefined, tried: untried(query.domain ?? ""), timeZone };
  return pageResponse(view, <SilencesPage {...shown} />);
}

/** Begins a silence, or shows the form again with what was typed and what is wrong with it. */
export async function makeSilence(
  deps: Deps,
  form: SentForm,
  wished: { readonly texts?: WishTexts; readonly back?: string } = {},
): Promise<Response> {
  const { view, by } = form;
  const { texts = wishTexts(form.fields), back = view.links.silences({ done: "silenced" }) } = wished;
  const { timeZone } = deps.notifications();
  const wish = parseWish(texts, { by, timeZone, nowMs: view.now.getTime() });
  if (wish.kind === "refused") return await tryAgain(deps, view, { texts, problem: wish.field });
  const made = await beginSilence(deps.db, wish.silence);
  if (made === undefined) return await tryAgain(deps, view, { texts, problem: "many" });
  await auditRequest(deps.db, form.request, silenceDeed("add", made));
  return seeOther(back);
}

async function tryAgain(deps: Deps, view: View, tried: TriedSilence): Promise<Response> {
  const { silences: planned, timeZone } = deps.notifications();
  const read = await readSilences(deps.db, { state: undefined, afterId: undefined, planned, now: view.now });
  const shown = { read, state: undefined, continued: false, tried, timeZone };
  return pageResponse(view, <SilencesPage {...shown} />, { status: tried.problem === "many" ? 409 : 422 });
}

async function end({ db }: Deps, { request, view, fields, by }: SentForm, idText: string): Promise<Response> {
  const id = parseBigId(idText);
  const ended = id === undefined ? undefined : await cutSilence(db, { id, by });
  if (ended === undefined) return errorPage(view, "not-found");
  await auditRequest(db, request, silenceDeed("end", ended));
  return seeOther(backTo(view, fields.get("back") ?? ""));
}

/** The page that a silence was ended from: of a closed list, since anybody can write a field. */
function backTo({ links }: View, back: string): string {
  const [, from, idText = ""] = /^(incident|site):(\d+)$/.exec(back) ?? [];
  const id = from === "incident" ? parseBigId(idText) : parseId(idText);
  const done = { done: "silence-ended" };
  if (id === undefined) return links.silences(done);
  return from === "incident" ? links.incident(id, done) : links.site(id, done);
}
