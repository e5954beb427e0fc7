import { Elysia } from "elysia";
import { ArgosError, messageOf } from "../base/error.ts";
import { agentApi } from "./api/agent.ts";
import { healthApi } from "./api/health.ts";
import { metricsApi } from "./api/metrics.ts";
import { upstreamApi } from "./api/upstream.ts";
import { v1Api } from "./api/v1/v1.ts";
import { createGuard } from "./auth/guard.ts";
import type { ServerDeps } from "./deps.ts";
import { docsPlugin } from "./docs/docs.tsx";
import { actPlugin } from "./pages/act.tsx";
import { badgePages } from "./pages/badge-routes.ts";
import type { PageFault } from "./pages/error-page.tsx";
import { feedPages } from "./pages/feed-routes.ts";
import { incidentPages } from "./pages/incident-routes.tsx";
import { createViews, errorPage, pagesPlugin } from "./pages/pages.tsx";
import { statusPages } from "./pages/status-routes.tsx";
import { ProblemError, problemResponse } from "./problem.ts";

/** The whole HTTP application; it never listens, so a test can call `handle`. */
export function createApp(deps: ServerDeps) {
  const views = createViews(deps);
  const guard = createGuard({ identify: deps.identify, publicPart: () => deps.server().unauthenticatedAccess });
  const app = new Elysia({ normalize: false })
    .onRequest(async ({ request }) => await guard(request))
    .onError(({ code, error, path, request }) => {
      const problem = answerError(deps, { code, error, path });
      return wantsPage(request) ? errorPage(views(request), faultOf(problem.status)) : problem;
    })
    .use(healthApi(deps))
    .use(metricsApi(deps))
    .use(agentApi(deps))
    .use(upstreamApi(deps))
    .use(v1Api(deps))
    .use(pagesPlugin(deps, views))
    .use(actPlugin(deps, views))
    .use(incidentPages(deps, views))
    .use(statusPages(deps, views))
    .use(badgePages(deps, views))
    .use(feedPages(deps, views));
  return app.use(docsPlugin({ views, app: () => app }));
}

/** A person with a browser gets a page; scripts and the API get a problem. */
function wantsPage(request: Request): boolean {
  const { pathname } = new URL(request.url);
  return !/^\/(api|-)(\/|$)/.test(pathname) && (request.headers.get("accept") ?? "").includes("text/html");
}

function faultOf(status: number): PageFault {
  if (status === 503) return "database";
  return status < 500 ? "not-found" : "failed";
}

function answerError(
  deps: ServerDeps,
  failed: { readonly code: string | number; readonly error: unknown; readonly path: string },
): Response {
  const { code, error, path } = failed;
  const refusal = refusalOf(error);
  if (refusal !== undefined) return problemResponse(refusal.problem);
  if (code === "NOT_FOUND") return problemResponse({ status: 404, title: "Not Found", detail: `there is no ${path}` });
  if (code === "PARSE")
    return problemResponse({ status: 400, title: "Bad Request", detail: "the body is not valid JSON" });
  if (code === "VALIDATION")
    return problemResponse({ status: 422, title: "Unprocessable Content", detail: validationDetail(error) });
  deps.log.error("a request failed", { path: loggedPath(path), error: messageOf(error) });
  if (error instanceof ArgosError && error.code === "database") {
    const detail = "the database does not answer; try again soon";
    return problemResponse({ status: 503, title: "Service Unavailable", detail, headers: { "retry-after": "1" } });
  }
  return problemResponse({
    status: 500,
    title: "Internal Server Error",
    detail: "this is a fault of the server; its log says more",
  });
}

/** The key of a status page is a part of its address, and no log holds it. */
function loggedPath(path: string): string {
  return path.replace(/^(\/status\/[^/]*\/).+$/s, "$1***");
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
