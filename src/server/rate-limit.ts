import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { addressOf, callerOf, routeOf } from "./auth/guard.ts";
import { networkOf } from "./auth/network-of.ts";
import { ProblemError } from "./problem.ts";

/** Requests of one caller to one server in `seconds`. */
const limits = {
  reads: { points: 3000, seconds: 10 },
  writes: { points: 300, seconds: 10 },
} as const;

/** Counts a request; throws a problem with status 429 that says when to come again (RFC 6585 section 4). */
export type RateLimit = (request: Request) => Promise<void>;

/** Agents pace themselves; health checks and the files of pages read memory alone, and many browsers share an address. */
const uncounted = /^\/(?:api\/v1\/agent\/|-\/|assets\/)/;

/** Limits in the memory of this server. What is open to everybody is counted like the rest, by address. */
export function createRateLimit(): RateLimit {
  const reads = new RateLimiterMemory({ points: limits.reads.points, duration: limits.reads.seconds });
  const writes = new RateLimiterMemory({ points: limits.writes.points, duration: limits.writes.seconds });
  return async (request) => {
    if (uncounted.test(routeOf(request) ?? "")) return;
    const isRead = request.method === "GET" || request.method === "HEAD";
    const limiter = isRead ? reads : writes;
    try {
      await limiter.consume(keyOf(request));
    } catch (thrown) {
      if (!(thrown instanceof RateLimiterRes)) throw thrown;
      throw tooMany(isRead ? limits.reads : limits.writes, thrown.msBeforeNext);
    }
  };
}

function keyOf(request: Request): string {
  const caller = callerOf(request);
  switch (caller.kind) {
    case "nobody":
      return `address:${networkOf(addressOf(request) ?? "")}`;
    case "user":
      return `user:${caller.userId}`;
    case "token":
      return `token:${caller.name}`;
    default:
      return caller satisfies never;
  }
}

function tooMany(limit: { readonly points: number; readonly seconds: number }, waitMs: number): ProblemError {
  return new ProblemError({
    status: 429,
    title: "Too Many Requests",
    detail: `at most ${limit.points} requests in ${limit.seconds} seconds`,
    headers: { "retry-after": String(Math.max(1, Math.ceil(waitMs / 1000))) },
  });
}
