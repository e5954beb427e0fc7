import type { Clock } from "../../base/clock.ts";
import { routeOf } from "../auth/guard.ts";
import type { Meters } from "./meters.ts";

/** Answers requests. */
export type Handle = (request: Request) => Promise<Response>;

/** Stands for a request that reached no route, and for a method that HTTP does not have. */
const other = "other";

const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** The same application, its answers counted by the pattern of the route. */
export function countRequests(
  handle: Handle,
  { meters, clock }: { readonly meters: Pick<Meters, "countRequest">; readonly clock: Pick<Clock, "monotonicMs"> },
): Handle {
  return async (request) => {
    const startMs = clock.monotonicMs();
    const response = await handle(request);
    const method = methods.has(request.method) ? request.method : other;
    const seconds = (clock.monotonicMs() - startMs) / 1000;
    meters.countRequest({ route: routeOf(request) ?? other, method, status: response.status, seconds });
    return response;
  };
}
