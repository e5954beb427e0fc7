import { ArgosError, messageOf } from "../base/error.ts";
import type { Logger } from "../base/log.ts";
import { redactedAddress } from "../base/secrets/shown-url.ts";
import { pathOf, queryOf } from "./http/request-target.ts";
import { invalidProblem } from "./invalid.ts";
import type { PageFault } from "./pages/error-page.tsx";
import { errorPage } from "./pages/pages.tsx";
import { seeOther } from "./pages/see-other.ts";
import type { View, Views } from "./pages/view.ts";
import { type Problem, ProblemError, problemResponse, serverFault } from "./problem.ts";

/** What was asked, and how that ended. */
export interface Failed {
  readonly request: Request;
  readonly code: string | number;
  readonly error: unknown;
  /** What stood in the address, by name. */
  readonly sent: Readonly<Record<string, unknown>>;
}

/** A person with a browser gets a page; scripts and the API get a problem. What is our own fault is logged. */
export function refuse(deps: { readonly log: Logger; readonly views: Views }, failed: Failed): Response {
  const problem = problemOf(deps.log, failed);
  const { request } = failed;
  return wantsPage(request) ? answerPerson(request, deps.views(request), problem) : problemResponse(problem);
}

function wantsPage(request: Request): boolean {
  return !/^\/(api|-)(\/|$)/.test(pathOf(request)) && (request.headers.get("accept") ?? "").includes("text/html");
}

/** Whoever is not logged in is asked to, and comes back to the page afterwards. */
function answerPerson(request: Request, view: View, problem: Problem): Response {
  if (problem.status !== 401) return errorPage(view, faultOf(problem), problem);
  const isLook = request.method === "GET" || request.method === "HEAD";
  return seeOther(view.links.login(isLook ? { next: `${pathOf(request)}${queryOf(request)}` } : {}));
}

function faultOf({ status, fault }: Problem): PageFault {
  if (fault !== undefined) return fault;
  if (status === 503) return "database";
  if (status === 403) return "forbidden";
  if (status >= 500) return "failed";
  return status === 404 ? "not-found" : "refused";
}

function problemOf(log: Logger, { code, error, request, sent }: Failed): Problem {
  const refusal = refusalOf(error);
  if (refusal !== undefined) return refusal.problem;
  if (code === "NOT_FOUND") return { status: 404, title: "Not Found", detail: `there is no ${pathOf(request)}` };
  if (code === "PARSE") return { status: 400, title: "Bad Request", detail: "the body is not valid JSON" };
  if (code === "VALIDATION") return invalidProblem(error, sent);
  log.error("a request failed", {
    method: request.method,
    path: redactedAddress(pathOf(request)),
    error: messageOf(error),
  });
  if (error instanceof ArgosError && error.code === "database") {
    const detail = "the database does not answer; try again soon";
    return { status: 503, title: "Service Unavailable", detail, headers: { "retry-after": "1" } };
  }
  return serverFault;
}

/** A refusal before the body was parsed arrives as the cause of a parse error. */
function refusalOf(error: unknown): ProblemError | undefined {
  if (error instanceof ProblemError) return error;
  return error instanceof Error && error.cause instanceof ProblemError ? error.cause : undefined;
}
