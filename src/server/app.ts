import { Elysia } from "elysia";
import { agentApi } from "./api/agent.ts";
import { healthApi } from "./api/health.ts";
import { metricsApi } from "./api/metrics.ts";
import { upstreamApi } from "./api/upstream.ts";
import { v1Api } from "./api/v1/v1.ts";
import { isSecure } from "./auth/cookies.ts";
import { createGuard } from "./auth/guard.ts";
import type { ServerDeps } from "./deps.ts";
import { docsPlugin } from "./docs/docs.tsx";
import { pathOf, targetFault } from "./http/request-target.ts";
import { allPages } from "./pages/all-pages.tsx";
import { createViews } from "./pages/create-views.ts";
import { problemResponse } from "./problem.ts";
import { createRateLimit } from "./rate-limit.ts";
import { refuse } from "./refuse.ts";
import { withSecurityHeaders } from "./security-headers.ts";

/** Whether what people see may be otherwise after a request: what agents bring is seen when its time comes. */
function changes(request: Request): boolean {
  return request.method !== "GET" && request.method !== "HEAD" && !pathOf(request).startsWith("/api/v1/agent/");
}

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
  async function answer(request: Request, handle: (request: Request) => unknown): Promise<unknown> {
    const fault = targetFault(request);
    if (fault !== undefined) return problemResponse({ status: 400, title: "Bad Request", detail: fault });
    const response = await handle(request);
    if (changes(request)) deps.reads.forget();
    return response;
  }
  const app = new Elysia({ normalize: false, handler: { standardHostname: false } })
    .wrap((handle) => async (request: unknown) => {
      const response: unknown = request instanceof Request ? await answer(request, handle) : await handle(request);
      return response instanceof Response ? withSecurityHeaders(response, { isTls: isSecure(server()) }) : response;
    })
    .onRequest(async ({ request }) => {
      await guard.admit(request);
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
