import { ProblemError } from "../problem.ts";
import type { BearerCheck } from "./bearer.ts";

/** Refuses a request without one of the API's tokens: throws a problem with status 401. */
export function requireApiToken(apiBearer: BearerCheck, request: Request): void {
  if (apiBearer(request.headers.get("authorization"))) return;
  throw new ProblemError({
    status: 401,
    title: "Unauthorized",
    detail: "this needs a token of the API, sent as `Authorization: Bearer …`",
    headers: { "www-authenticate": 'Bearer realm="argos"' },
  });
}
