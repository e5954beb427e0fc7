import { Elysia } from "elysia";
import { deleteNumberedSession, deleteSessions, listSessions } from "../../store/sessions.ts";
import { findUser } from "../../store/users.ts";
import { auditRequest } from "../auth/audit-request.ts";
import { type Caller, callerName } from "../auth/caller.ts";
import { changeOwnPassword } from "../auth/change-password.ts";
import { addressOf, callerOf } from "../auth/guard.ts";
import type { ServerDeps } from "../deps.ts";
import { type AccountDone, AccountPage, type AccountProblem, accountDone } from "./account-page.tsx";
import { pageResponse } from "./page-response.tsx";
import { errorPage } from "./pages.tsx";
import { readForm } from "./read-form.ts";
import { seeOther } from "./see-other.ts";
import type { View, Views } from "./view.ts";

type AccountDeps = Pick<ServerDeps, "db" | "sessions" | "passwords">;
type Person = Extract<Caller, { kind: "user" }>;

/** Sessions that are listed at most. */
const sessionsMax = 50;

/** What a person may see and change of themselves. */
export function accountRoutes(deps: AccountDeps, views: Views) {
  return new Elysia({ normalize: false, detail: { hide: true } })
    .get("/account", async ({ query, request }) => {
      const done = accountDone.find((one) => one === query.done);
      return await accountPage(deps, views(request), { request, done });
    })
    .post("/account/password", async ({ request }) => await changePassword(deps, views(request), request))
    .post("/account/sessions", async ({ request }) => await endSessions(deps, views(request), request));
}

interface Shown {
  readonly request: Request;
  readonly done?: AccountDone | undefined;
  readonly problem?: AccountProblem;
}

async function accountPage(deps: AccountDeps, view: View, { request, done, problem }: Shown): Promise<Response> {
  const caller = callerOf(request);
  if (caller.kind !== "user") return errorPage(view, "forbidden");
  const [user, sessions, own] = await Promise.all([
    deps.db.run((sql) => findUser(sql, caller.userId)),
    deps.db.run((sql) => listSessions(sql, caller.userId, sessionsMax)),
    deps.sessions.of(request),
  ]);
  if (user === undefined) return errorPage(view, "forbidden");
  const page = <AccountPage {...{ user, sessions, done, problem }} ownNumber={own?.number} />;
  return pageResponse(view, page, { status: problem === undefined ? 200 : 422 });
}

async function changePassword(deps: AccountDeps, view: View, request: Request): Promise<Response> {
  const fields = await readForm(request);
  const own = await deps.sessions.of(request);
  const outcome = await changeOwnPassword(deps, {
    ...personOf(request),
    address: addressOf(request),
    old: fields.get("password") ?? "",
    fresh: fields.get("fresh") ?? "",
    again: fields.get("again") ?? "",
    sessionNumber: own?.number ?? 0,
    signal: request.signal,
  });
  if (outcome !== "changed") return await accountPage(deps, view, { request, problem: outcome });
  deps.sessions.forget();
  return seeOther(view.links.account({ done: "password" }));
}

async function endSessions(deps: AccountDeps, view: View, request: Request): Promise<Response> {
  const fields = await readForm(request);
  const { userId } = personOf(request);
  const own = (await deps.sessions.of(request))?.number ?? 0;
  const number = fields.get("number") ?? "";
  const done = number === "others" ? "others" : "session";
  await deps.db.run(async (sql) =>
    done === "others" ? await deleteSessions(sql, userId, own) : await deleteNumberedSession(sql, userId, idOf(number)),
  );
  deps.sessions.forget();
  await auditRequest(deps.db, request, {
    action: "session.end",
    subject: callerName(callerOf(request)),
    detail: { done },
  });
  return seeOther(view.links.account({ done }));
}

/** Guarantee: `readForm` lets only people on. */
function personOf(request: Request): Person {
  const caller = callerOf(request);
  if (caller.kind !== "user") throw new Error("a form was read without a session");
  return caller;
}

/** 0, which no session has, for what is no number. */
function idOf(text: string): number {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : 0;
}
