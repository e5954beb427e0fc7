import type { World } from "./worlds.ts";

/** Addresses at which a route shows what it can show, or that it answers with something else than a page. */
export type Samples = ((world: World) => readonly string[]) | "no page";

/**
 * Every route that is read by GET, but for those of the API: a new one needs its row here, and then every test of this
 * folder looks at it.
 */
export const samplePaths: Readonly<Record<string, Samples>> = {
  "GET /": () => ["/"],
  "GET /sites": () => ["/sites", "/sites?severity=critical", "/sites?search=nothing-has-this-name"],
  "GET /sites/:id": ({ story }) => [`/sites/${story.siteId}`],
  "GET /targets/:id": ({ story }) => [`/targets/${story.targetId}`, `/targets/${story.targetId}?period=7d`],
  "GET /incidents": ({ story }) => ["/incidents", "/incidents?state=closed", `/incidents?cause=${story.causeId}`],
  "GET /incidents/:id": ({ story }) => [`/incidents/${story.incidentId}`],
  "GET /notifications": () => ["/notifications", "/notifications?state=dead", "/notifications?state=sent"],
  "GET /docs": () => ["/docs"],
  "GET /redoc": () => ["/redoc"],
  "GET /act/:action/:id": ({ actLinks }) => actLinks,
  "GET /silences": () => ["/silences", "/silences?state=over"],
  "GET /agents": () => ["/agents"],
  "GET /configuration": () => ["/configuration"],
  "GET /certificates": () => ["/certificates", "/certificates?issuer=nobody"],
  "GET /availability": () => ["/availability"],
  "GET /login": ({ setupKey }) => (setupKey === undefined ? ["/login", "/login?next=/sites"] : []),
  "GET /login/openid": "no page",
  "GET /login/openid/callback": "no page",
  "GET /setup": ({ setupKey }) => (setupKey === undefined ? [] : [`/setup?key=${setupKey}`]),
  "GET /account": ({ setupKey }) => (setupKey === undefined ? ["/account"] : []),
  "GET /audit": () => ["/audit"],
  "GET /badges/:file": "no page",
  "GET /badges/label/:name/:file": "no page",
  "GET /feeds/incidents.atom": "no page",
  "GET /metrics": "no page",
  "GET /status/:name": ({ statusPaths }) => statusPaths.slice(0, 1),
  "GET /status/:name/:key": ({ statusPaths }) => statusPaths.slice(1),
  "GET /language": "no page",
  "GET /openapi.json": "no page",
  "GET /assets/:name": "no page",
};

/** Pages whose elements are other people's. */
export const explorerPaths: readonly string[] = ["/docs", "/redoc"];

/** Addresses that answer with the page of an error. */
export const faultyPaths = [
  "/nothing",
  "/sites/999999",
  "/sites?cursor=nonsense",
  "/act/acknowledge/1",
  "/status/nothing",
  "/login/openid/callback",
] as const;

/** Every address of a world that shows a page. */
export function pathsOf(world: World): string[] {
  return Object.keys(samplePaths).flatMap((route) => samplesOf(world, route));
}

/** The addresses of a world at which one route shows a page. */
export function samplesOf(world: World, route: string): readonly string[] {
  const samples = samplePaths[route] ?? "no page";
  return samples === "no page" ? [] : samples(world);
}
