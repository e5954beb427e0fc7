import type { BearerCheck } from "./bearer.ts";
import { type Caller, nobody } from "./caller.ts";
import type { Identify } from "./guard.ts";

/** Knows the tokens of the configuration: `service.secrets` are agents, `service.api_tokens` may do all that a person may. */
export function identifyBySecrets(secrets: { readonly agent: BearerCheck; readonly api: BearerCheck }): Identify {
  const agent: Caller = { kind: "token", name: "service.secrets", scopes: ["agent"] };
  const api: Caller = { kind: "token", name: "service.api_tokens", scopes: ["admin"] };
  return async (request) => {
    const authorization = request.headers.get("authorization");
    if (secrets.agent(authorization)) return agent;
    return secrets.api(authorization) ? api : nobody;
  };
}
