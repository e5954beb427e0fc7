import { Elysia } from "elysia";
import { parseSilenceMatch } from "../../checks/silence-order.ts";
import type { Database } from "../../db/connect.ts";
import { acknowledgeIncident, findIncidentFacts, type IncidentFacts } from "../../store/acknowledge.ts";
import { recordAudit } from "../../store/audit.ts";
import { auditRequest, deedOf } from "../auth/audit-request.ts";
import { type LinkClaim, linkActions, loadSignedLinks, type SignedLink } from "../auth/signed-links.ts";
import type { ServerDeps } from "../deps.ts";
import { prolongSilence } from "../silences/keep.ts";
import { silenceDeed } from "../silences/silence-item.ts";
import { ActPage, type ActState } from "./act-page.tsx";
import { ErrorPage, faultStatus, type PageFault } from "./error-page.tsx";
import { pageResponse } from "./page-response.tsx";
import type { View, Views } from "./view.ts";

type ActDeps = Pick<ServerDeps, "db" | "clock">;

/** How long the link of a message silences a site, in milliseconds. */
const silenceMs = 2 * 3_600_000;

/** Pages behind a signature are of no use to a search engine. */
const headers = { "x-robots-tag": "noindex, nofollow" };

/** Where the links of messages lead: looking only asks, and only the form's POST does anything. Neither needs a login. */
export function actPlugin(deps: ActDeps, views: Views) {
  return new Elysia({ normalize: false, detail: { hide: true } })
    .get("/act/:action/:id", async ({ params, query, request }) => {
      const claim = claimOf(params, query);
      return await answer(deps, views(request), { claim, decide: async (good) => asked(good, claim, views(request)) });
    })
    .post("/act/:action/:id", async ({ params, body, request }) => {
      const claim = claimOf(params, body);
      return await answer(deps, views(request), {
        claim,
        decide: async (good) => await act({ db: deps.db, view: views(request), request }, good),
      });
    });
}

interface Good {
  readonly link: SignedLink;
  readonly incident: IncidentFacts;
}

function claimOf({ action, id }: { readonly action: string; readonly id: string }, fields: unknown): LinkClaim {
  const text = (name: string) => {
    const value: unknown = typeof fields === "object" && fields !== null ? Reflect.get(fields, name) : undefined;
    return typeof value === "string" ? value : "";
  };
  return { action, incident: id, expires: text("expires"), signature: text("signature") };
}

async function answer(
  deps: ActDeps,
  view: View,
  { claim, decide }: { readonly claim: LinkClaim; readonly decide: (good: Good) => Promise<ActState> },
): Promise<Response> {
  if (!linkActions.some((one) => one === claim.action)) return fault(view, "not-found");
  const links = await deps.db.run(loadSignedLinks);
  const verdict = links.verify(claim, deps.clock.now().getTime());
  if (verdict.kind === "wrong") return fault(view, "wrong-link");
  if (verdict.kind === "expired") return fault(view, "expired-link");
  const { link } = verdict;
  const incident = await deps.db.run((sql) => findIncidentFacts(sql, link.incidentId));
  if (incident === undefined) return fault(view, "no-incident");
  const state = await decide({ link, incident });
  return pageResponse(view, <ActPage action={link.action} incident={incident} state={state} />, { headers });
}

function fault(view: View, which: PageFault): Response {
  return pageResponse(view, <ErrorPage fault={which} />, { status: faultStatus[which], headers });
}

/** A question, unless there is nothing left to do. */
function asked({ link, incident }: Good, claim: LinkClaim, { words }: View): ActState {
  const { act } = words;
  const { expires, signature } = claim;
  const question: ActState = { kind: "asked", claim: { expires, signature } };
  if (link.action === "silence") return incident.domain === "" ? { kind: "said", text: act.silence.noSite } : question;
  if (incident.acknowledgedAt !== null) return { kind: "said", text: act.acknowledge.already };
  return incident.closedAt === null ? question : { kind: "said", text: act.acknowledge.over };
}

interface Acting {
  readonly db: Database;
  readonly view: View;
  readonly request: Request;
}

async function act(acting: Acting, good: Good): Promise<ActState> {
  const { link } = good;
  switch (link.action) {
    case "acknowledge":
      return { kind: "said", text: await acknowledge(acting, good) };
    case "silence":
      return { kind: "said", text: await silence(acting, good) };
    default:
      return link.action satisfies never;
  }
}

async function acknowledge({ db, view, request }: Acting, { link }: Good): Promise<string> {
  const { incidentId } = link;
  const subject = `incident:${incidentId}`;
  const outcome = await db.transaction(async (tx) => {
    const acknowledged = await acknowledgeIncident(tx, { incidentId, actor: "link" });
    if (acknowledged === "acknowledged") {
      await recordAudit(tx, deedOf(request, { actor: "link", action: "incident.acknowledge", subject }));
    }
    return acknowledged;
  });
  const { done, already, over } = view.words.act.acknowledge;
  return { acknowledged: done, already, closed: over, missing: over }[outcome];
}

async function silence({ db, view, request }: Acting, { incident }: Good): Promise<string> {
  const said = view.words.act.silence;
  const match = parseSilenceMatch({ domain: incident.domain });
  if (match.kind === "refused") return said.noSite;
  const made = await prolongSilence(db, {
    kind: "silence",
    match: match.value,
    forMs: silenceMs,
    comment: `by the link in a message about incident ${incident.id}`,
    by: `link:incident-${incident.id}`,
  });
  if (made === undefined) return said.tooMany;
  await auditRequest(db, request, { actor: "link", ...silenceDeed("add", made) });
  return said.done(view.times.second(new Date(made.window.untilMs)));
}
