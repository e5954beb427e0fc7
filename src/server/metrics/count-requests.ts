import { Memoirist } from "memoirist";
import type { Clock } from "../../base/clock.ts";
import { accessTable } from "../auth/access.ts";
import { pathOf } from "../auth/guard.ts";
import type { Meters } from "./meters.ts";

/** Answers requests. */
export type Handle = (request: Request) => Promise<Response>;

/** What stands for a path that is no route's, and for a method that HTTP does not have. */
const other = "other";

const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** The same application, its answers counted by the pattern of the route. */
export function countRequests(
  handle: Handle,
  { meters, clock }: { readonly meters: Pick<Meters, "countRequest">; readonly clock: Pick<Clock, "monotonicMs"> },
): Handle {
  const patternOf = createPatternFinder();
  return async (request) => {
    const startMs = clock.monotonicMs();
    const response = await handle(request);
    const method = methods.has(request.method) ? request.method : other;
    const seconds = (clock.monotonicMs() - startMs) / 1000;
    meters.countRequest({ route: patternOf(method, pathOf(request)), method, status: response.status, seconds });
    return response;
  };
}

/** Finds the pattern that a path belongs to, as the guard of the application does. */
function createPatternFinder(): (method: string, path: string) => string {
  const table = new Memoirist<string>();
  for (const route of Object.keys(accessTable)) {
    const [method = "", path = ""] = route.split(" ");
    table.add(method, path, path);
  }
  return (method, path) => {
    const asked = method === "HEAD" ? "GET" : method;
    const found = table.find(asked, path) ?? (path.endsWith("/") ? table.find(asked, path.slice(0, -1)) : null);
    return found?.store ?? other;
  };
}
