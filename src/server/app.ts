import { Elysia } from "elysia";
import { ArgosError, messageOf } from "../base/error.ts";
import { agentApi } from "./api/agent.ts";
import { healthApi } from "./api/health.ts";
import { upstreamApi } from "./api/upstream.ts";
import { v1Api } from "./api/v1/v1.ts";
import { isSecure } from "./auth/cookies.ts";
import { createGuard } from "./auth/guard.ts";
import type { ServerDeps } from "./deps.ts";
import { docsPlugin } from "./docs/docs.tsx";
import { accessPages } from "./pages/access-routes.ts";
import { actPlugin } from "./pages/act.tsx";
import type { PageFault } from "./pages/error-page.tsx";
import { incidentPages } from "./pages/incident-routes.tsx";
import { createViews, errorPage, pagesPlugin } from "./pages/pages.tsx";
import { seeOther } from "./pages/see-other.ts";
import type { View } from "./pages/view.ts";
import { type Problem, ProblemError, problemResponse } from "./problem.ts";
import { withSecurityHeaders } from "./security-headers.ts";

/** The whole HTTP application; it never listens, so a test can call `handle`. */
export function createApp(deps: ServerDeps) {
  const views = createViews(deps);
  const guard = createGuard({ identify: deps.identify, publicPart: () => deps.server().unauthenticatedAccess });
  const app = new Elysia({ normalize: false })
    .wrap((handle) => async (request: unknown) => {
      const response: unknown = await handle(request);
      return response instanceof Response
        ? withSecurityHeaders(response, { isTls: isSecure(deps.server()) })
        : response;
    })
    .onRequest(async ({ request }) => await guard(request))
    .onError(({ code, error, path, request }) => {
      const problem = problemOf(deps, { code, error, path });
      return wantsPage(request) ? answerPerson(request, views(request), problem) : problemResponse(problem);
    })
    .use(healthApi(deps))
    .use(agentApi(deps))
    .use(upstreamApi(deps))
    .use(v1Api(deps))
    .use(pagesPlugin(deps, views))
    .use(actPlugin(deps, views))
    .use(incidentPages(deps, views))
    .use(accessPages(deps, views));
  return app.use(docsPlugin({ views, app: () => app }));
}

/** A person with a browser gets a page; scripts and the API get a problem. */
function wantsPage(request: Request): boolean {
  const { pathname } = new URL(request.url);
  return !/^\/(api|-)(\/|$)/.test(pathname) && (request.headers.get("accept") ?? "").includes("text/html");
}

/** Whoever is not logged in is asked to, and comes back to the page afterwards. */
function answerPerson(request: Request, view: View, problem: Problem): Response {
  if (problem.status !== 401) return errorPage(view, faultOf(problem));
  const { pathname, search } = new URL(request.url);
  const isLook = request.method === "GET" || request.method === "HEAD";
  return seeOther(view.links.login(isLook ? { next: `${pathname}${search}` } : {}));
}

function faultOf({ status, fault }: Problem): PageFault {
  if (fault !== undefined) return fault;
  if (status === 503) return "database";
  if (status === 403) return "forbidden";
  return status < 500 ? "not-found" : "failed";
}

function problemOf(
  deps: ServerDeps,
  failed: { readonly code: string | number; readonly error: unknown; readonly path: string },
): Problem {
  const { code, error, path } = failed;
  const refusal = refusalOf(error);
  if (refusal !== undefined) return refusal.problem;
  if (code === "NOT_FOUND") return { status: 404, title: "Not Found", detail: `there is no ${path}` };
  if (code === "PARSE") return { status: 400, title: "Bad Request", detail: "the body is not valid JSON" };
  if (code === "VALIDATION") return { status: 422, title: "Unprocessable Content", detail: validationDetail(error) };
  deps.log.error("a request failed", { path, error: messageOf(error) });
  if (error instanceof ArgosError && error.code === "database") {
    const detail = "the database does not answer; try again soon";
    return { status: 503, title: "Service Unavailable", detail, headers: { "retry-after": "1" } };
  }
  return { status: 500, title: "Internal Server Error", detail: "this is a fault of the server; its log says more" };
}

/** A refusal before the body was parsed arrives as the cause of a parse error. */
function refusalOf(error: unknown): ProblemError | undefined {
  if (error instanceof ProblemError) return error;
  return error instanceof Error && error.cause instanceof ProblemError ? error.cause : undefined;
}

/** Which field is wrong and why. */
function validationDetail(error: unknown): string {
  if (typeof error !== "object" || error === null || !("all" in error) || !Array.isArray(error.all))
    return messageOf(error);
  const lines = error.all.slice(0, 5).map((one: unknown) => {
    const path = typeof one === "object" && one !== null ? Reflect.get(one, "path") : "";
    const summary =
      typeof one === "object" && one !== null ? (Reflect.get(one, "summary") ?? Reflect.get(one, "message")) : "";
    return `${path || "/"}: ${summary}`;
  });
  return lines.join("; ");
}
