import { Elysia } from "elysia";
import { cleanText } from "../../base/clean-text.ts";
import { socketAddressOf } from "../auth/address.ts";
import { auditRequest } from "../auth/audit-request.ts";
import { callerName } from "../auth/caller.ts";
import { proxyUser } from "../auth/client-address.ts";
import { endedCookie } from "../auth/cookies.ts";
import { addressOf, callerOf } from "../auth/guard.ts";
import { logIn } from "../auth/log-in.ts";
import { readFields } from "../auth/read-fields.ts";
import { safePath } from "../auth/safe-path.ts";
import type { ServerDeps } from "../deps.ts";
import { letIn } from "./let-in.ts";
import { LoginPage, type LoginRefusal } from "./login-page.tsx";
import { pageResponse } from "./page-response.tsx";
import { readForm } from "./read-form.ts";
import { seeOther } from "./see-other.ts";
import type { View, Views } from "./view.ts";

type LoginRouteDeps = Pick<ServerDeps, "db" | "reads" | "server" | "sessions" | "passwords" | "directories" | "log">;

/** The way in and the way out. */
export function loginRoutes(deps: LoginRouteDeps, views: Views) {
  return new Elysia({ normalize: false, detail: { hide: true } })
    .get(
      "/login",
      async ({ query: { next }, request }) => await askLogin(deps, { view: views(request), request, next }),
    )
    .post("/login", async ({ request }) => await takeLogin(deps, views(request), request))
    .post("/logout", async ({ request }) => await logOut(deps, views(request), request));
}

/** As in the original, an installation that is open to all and has no users needs no login. */
async function askLogin(
  deps: LoginRouteDeps,
  { view, request, next }: { readonly view: View; readonly request: Request; readonly next: string | undefined },
): Promise<Response> {
  const some = await deps.reads.hasUsers();
  if (!some && deps.server().unauthenticatedAccess === "all") return seeOther(view.links.summary());
  const place = safePath(next);
  const person = proxyUser(request, socketAddressOf(request), deps.server().trustedProxy);
  if (person !== undefined) return await letIn(deps, { ...person, origin: "proxy" }, { request, view, next: place });
  return await loginPage(deps, view, { next: place, name: "", refusal: undefined });
}

async function takeLogin(deps: LoginRouteDeps, view: View, request: Request): Promise<Response> {
  const fields = await readFields(request);
  const name = cleanText(fields.get("name") ?? "", 200).trim();
  const next = safePath(fields.get("next"));
  const outcome = await logIn(deps, {
    name,
    password: fields.get("password") ?? "",
    remember: fields.get("remember") === "yes" && deps.server().rememberMeMs !== undefined,
    address: addressOf(request),
    signal: request.signal,
  });
  if (outcome.kind !== "in") return await loginPage(deps, view, { next, name, refusal: outcome });
  await deps.sessions.end(request);
  return seeOther(view.links.within(next), { "set-cookie": outcome.cookie });
}

const statuses = { wrong: 403, limited: 429, unavailable: 503 } as const satisfies Record<LoginRefusal["kind"], number>;

async function loginPage(
  deps: LoginRouteDeps,
  view: View,
  asked: { readonly next: string; readonly name: string; readonly refusal: LoginRefusal | undefined },
): Promise<Response> {
  const { refusal } = asked;
  const users = (await deps.reads.hasUsers()) ? "some" : "none";
  const offersRemember = deps.server().rememberMeMs !== undefined;
  const page = (
    <LoginPage {...asked} users={users} offersRemember={offersRemember} provider={deps.server().openid?.name} />
  );
  const headers: Record<string, string> =
    refusal?.kind === "limited" ? { "retry-after": String(refusal.retrySeconds) } : {};
  return pageResponse(view, page, { status: refusal === undefined ? 200 : statuses[refusal.kind], headers });
}

/** Whoever is not logged in any more is out already. */
async function logOut({ db, server, sessions }: LoginRouteDeps, view: View, request: Request): Promise<Response> {
  const caller = callerOf(request);
  if (caller.kind === "user") {
    await readForm(request);
    await sessions.end(request);
    await auditRequest(db, request, { action: "logout", subject: callerName(caller) });
  }
  return seeOther(view.links.login(), { "set-cookie": endedCookie(server()) });
}
