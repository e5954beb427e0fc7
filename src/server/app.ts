import { Elysia } from "elysia";
import { ArgosError, messageOf } from "../base/error.ts";
import { agentApi } from "./api/agent.ts";
import { healthApi } from "./api/health.ts";
import { upstreamApi } from "./api/upstream.ts";
import { v1Api } from "./api/v1/v1.ts";
import { createGuard } from "./auth/guard.ts";
import type { ServerDeps } from "./deps.ts";
import { docsPlugin } from "./docs/docs.tsx";
import { invalidResponse } from "./invalid.ts";
import { actPlugin } from "./pages/act.tsx";
import { availabilityPages } from "./pages/availability-routes.tsx";
import { createViews } from "./pages/create-views.ts";
import type { PageFault } from "./pages/error-page.tsx";
import { incidentPages } from "./pages/incident-routes.tsx";
import { errorPage, pagesPlugin } from "./pages/pages.tsx";
import { preferenceRoutes } from "./pages/preference-routes.ts";
import { ProblemError, problemResponse } from "./problem.ts";
import { createRateLimit } from "./rate-limit.ts";

/** The whole HTTP application; it never listens, so a test can call `handle`. */
export function createApp(deps: ServerDeps) {
  const views = createViews(deps);
  const guard = createGuard({ identify: deps.identify, publicPart: () => deps.server().unauthenticatedAccess });
  const limit = createRateLimit();
  const app = new Elysia({ normalize: false })
    .onRequest(async ({ request }) => {
      await guard(request);
      await limit(request);
    })
    .onError(({ code, error, path, request, query, params }) => {
      const problem = answerError(deps, { code, error, path, sent: { ...query, ...params } });
      return wantsPage(request) ? errorPage(views(request), faultOf(problem.status)) : problem;
    })
    .use(healthApi(deps))
    .use(agentApi(deps))
    .use(upstreamApi(deps))
    .use(v1Api(deps))
    .use(pagesPlugin(deps, views))
    .use(actPlugin(deps, views))
    .use(incidentPages(deps, views))
    .use(preferenceRoutes(deps, views))
    .use(availabilityPages(views));
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
  failed: {
    readonly code: string | number;
    readonly error: unknown;
    readonly path: string;
    /** What stood in the address, by name. */
    readonly sent: Readonly<Record<string, unknown>>;
  },
): Response {
  const { code, error, path, sent } = failed;
  const refusal = refusalOf(error);
  if (refusal !== undefined) return problemResponse(refusal.problem);
  if (code === "NOT_FOUND") return problemResponse({ status: 404, title: "Not Found", detail: `there is no ${path}` });
  if (code === "PARSE")
    return problemResponse({ status: 400, title: "Bad Request", detail: "the body is not valid JSON" });
  if (code === "VALIDATION") return invalidResponse(error, sent);
  deps.log.error("a request failed", { path, error: messageOf(error) });
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

/** A refusal before the body was parsed arrives as the cause of a parse error. */
function refusalOf(error: unknown): ProblemError | undefined {
  if (error instanceof ProblemError) return error;
  return error instanceof Error && error.cause instanceof ProblemError ? error.cause : undefined;
}
