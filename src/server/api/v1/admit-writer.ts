import { Type } from "@sinclair/typebox";
import { actorName } from "../../../checks/silence-order.ts";
import type { ServerDeps } from "../../deps.ts";
import { ProblemError } from "../../problem.ts";

/** Lets only holders of an API token write. Throws before the body is read: a stranger learns nothing of the schema. */
export function admitWriter(deps: Pick<ServerDeps, "apiBearer">, request: Request): undefined {
  if (deps.apiBearer(request.headers.get("authorization"))) return;
  throw new ProblemError({
    status: 401,
    title: "Unauthorized",
    detail:
      "this needs a token of the API: one of service.api_tokens in the configuration, sent as `Authorization: Bearer …`; without service.api_tokens nobody may write",
    headers: { "www-authenticate": 'Bearer realm="argos api"' },
  });
}

/** What every write takes beside its body. */
export const byQuery = Type.Object({
  by: Type.Optional(
    Type.String({ maxLength: 1000, description: "who does it, as it is to be shown; `api` if left out" }),
  ),
});

/** The name under which a write is recorded. */
export function writerName(by: string | undefined): string {
  return actorName(by ?? "") || "api";
}
