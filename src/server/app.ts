import { Elysia } from "elysia";
import { agentApi } from "./api/agent.ts";
import { healthApi } from "./api/health.ts";
import { metricsApi } from "./api/metrics.ts";
import { upstreamApi } from "./api/upstream.ts";
import { v1Api } from "./api/v1/v1.ts";
import { isSecure } from "./auth/cookies.ts";
import { callerOf, createGuard, routeOf } from "./auth/guard.ts";
import type { ServerDeps } from "./deps.ts";
import { docsPlugin } from "./docs/docs.tsx";
import { pathOf, targetFault } from "./http/request-target.ts";
import { createTurnstile, type Lane } from "./http/turnstile.ts";
import { allPages } from "./pages/all-pages.tsx";
import { createViews } from "./pages/create-views.ts";
import { type Problem, problemResponse } from "./problem.ts";
import { createRateLimit } from "./rate-limit.ts";
import { refuse } from "./refuse.ts";
import { withSecurityHeaders } from "./security-headers.ts";

/** Routes that write and leave what pages show as it is, or that show it when its time comes: what agents bring. */
const changeNothingShown = /^\/(?:refresh$|api\/v1\/agent\/)/;

/** Whether a request changed what pages show. One that was refused did not, or anybody could empty the cache. */
function changed(request: Request, response: unknown): boolean {
  if (request.method === "GET" || request.method === "HEAD") return false;
  const pattern = routeOf(request);
  if (pattern === undefined || changeNothingShown.test(pattern)) return false;
  return response instanceof Response && response.status < 400;
}

/** A known caller may ask past the cache, as browsers do at a forced reload: RFC 9111 section 5.2.1.4. */
function wantsFresh(request: Request): boolean {
  return callerOf(request).kind !== "nobody" && /\bno-cache\b/i.test(request.headers.get("cache-control") ?? "");
}

/** Health checks and agents wait for nobody. */
const waitsForNobody = /^\/(?:-|api\/v1\/agent)\//;

function laneOf(request: Request): Lane | undefined {
  if (waitsForNobody.test(pathOf(request))) return undefined;
  const { headers } = request;
  return headers.has("authorization") || headers.has("cookie") ? "credentials" : "none";
}

const busy: Problem = {
  status: 503,
  title: "Service Unavailable",
  detail: "too many requests wait already; try again soon",
  headers: { "retry-after": "1" },
};

/** The whole HTTP application; it never listens, so a test can call `handle`. */
export function createApp(deps: ServerDeps) {
  const { log, server } = deps;
  const views = createViews(deps);
  const guard = createGuard({
    identify: deps.identify,
    publicPart: () => server().unauthenticatedAccess,
    trusted: () => server().trustedProxy?.addresses ?? [],
  });
  const limit = createRateLimit();
  const turnstile = createTurnstile();
  async function answer(request: Request, handle: (request: Request) => unknown): Promise<unknown> {
    const fault = targetFault(request);
    if (fault !== undefined) return problemResponse({ status: 400, title: "Bad Request", detail: fault });
    const lane = laneOf(request);
    if (lane !== undefined && (await turnstile.enter(lane)) === false) return problemResponse(busy);
    const response = await handle(request);
    if (changed(request, response)) deps.reads.forget();
    return response;
  }
  const app = new Elysia({ normalize: false, handler: { standardHostname: false } })
    .wrap((handle) => async (request: unknown) => {
      const response: unknown = request instanceof Request ? await answer(request, handle) : await handle(request);
      return response instanceof Response ? withSecurityHeaders(response, { isTls: isSecure(server()) }) : response;
    })
    .onRequest(async ({ request }) => {
      await guard.admit(request);
      if (wantsFresh(request)) deps.reads.forget();
      await limit(request);
    })
    .onTransform(({ request, route }) => guard.confirm(request, route))
    .onError(({ code, error, request, query, params }) =>
      refuse({ log, views }, { request, code, error, sent: { ...query, ...params } }),
    )
    .use(healthApi(deps))
    .use(metricsApi(deps))
    .use(agentApi(deps))
    .use(upstreamApi(deps))
    .use(v1Api(deps))
    .use(allPages(deps, views));
  return app.use(docsPlugin({ views, app: () => app }));
}
