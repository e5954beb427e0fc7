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
  "GET /targets/:id": ({ story }) => [`/targets/${story.targetId}`],
  "GET /incidents": ({ story }) => ["/incidents", "/incidents?state=closed", `/incidents?cause=${story.causeId}`],
  "GET /incidents/:id": ({ story }) => [`/incidents/${story.incidentId}`],
  "GET /notifications": () => ["/notifications", "/notifications?state=dead", "/notifications?state=sent"],
  "GET /docs": () => ["/docs"],
  "GET /redoc": () => ["/redoc"],
  "GET /act/:action/:id": ({ actLinks }) => actLinks,
  "GET /silences": () => ["/silences"],
  "GET /agents": () => ["/agents"],
  "GET /configuration": () => ["/configuration"],
  "GET /certificates": () => ["/certificates", "/certificates?issuer=nobody"],
  "GET /availability": () => ["/availability"],
  "GET /login": () => ["/login", "/login?next=/sites"],
  "GET /login/openid": "no page",
  "GET /login/openid/callback": () => ["/login/openid/callback"],
  "GET /setup": () => ["/setup"],
  "GET /account": () => ["/account"],
  "GET /audit": () => ["/audit"],
  "GET /badges/:file": "no page",
  "GET /badges/label/:name/:file": "no page",
  "GET /feeds/incidents.atom": "no page",
  "GET /metrics": "no page",
  "GET /status/:name": () => [],
  "GET /status/:name/:key": () => [],
  "GET /language": "no page",
  "GET /openapi.json": "no page",
  "GET /assets/:name": "no page",
};

/** Pages whose elements are other people's. */
export const explorerPaths: readonly string[] = ["/docs", "/redoc"];

/** Addresses that answer with the page of an error. */
export const faultyPaths = ["/nothing", "/sites/999999", "/sites?cursor=nonsense", "/act/acknowledge/1"] as const;

/** Every address of a world that shows a page. */
export function pathsOf(world: World): string[] {
  return Object.values(samplePaths).flatMap((samples) => (samples === "no page" ? [] : samples(world)));
}
