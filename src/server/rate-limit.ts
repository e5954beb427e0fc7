import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { addressOf, callerOf } from "./auth/guard.ts";
import { pathOf } from "./http/request-target.ts";
import { ProblemError } from "./problem.ts";

/** What one caller may ask of the API of one server in `seconds`. */
const limits = {
  reads: { points: 3000, seconds: 10 },
  writes: { points: 300, seconds: 10 },
} as const;

/** Counts a request to the API; throws a problem with status 429 that says when to come again (RFC 6585 section 4). */
export type RateLimit = (request: Request) => Promise<void>;

/** Limits in the memory of this server. Agents are not counted: they pace themselves. */
export function createRateLimit(): RateLimit {
  const reads = new RateLimiterMemory({ points: limits.reads.points, duration: limits.reads.seconds });
  const writes = new RateLimiterMemory({ points: limits.writes.points, duration: limits.writes.seconds });
  return async (request) => {
    const path = pathOf(request);
    if (!path.startsWith("/api/v1/") || path.startsWith("/api/v1/agent/")) return;
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
      return `address:${addressOf(request) ?? ""}`;
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
