import { type BearerCheck, bearerToken } from "./bearer.ts";
import { type Caller, nobody } from "./caller.ts";
import type { Identify } from "./guard.ts";
import { sha256 } from "./sha256.ts";

/** The secrets that are not in the database. */
export interface ConfigSecrets {
  /** `service.secrets`: agents. */
  readonly agent: BearerCheck;
  /** `service.api_tokens`: they may do all that a person may. */
  readonly api: BearerCheck;
  /** The agent that this server starts itself. */
  readonly local?: { readonly check: BearerCheck; readonly agent: string };
}

/** Knows the tokens of the configuration, and that of the agent beside the server. */
export function identifyBySecrets({ agent, api, local }: ConfigSecrets): Identify {
  const apiCaller: Caller = { kind: "token", name: "service.api_tokens", scopes: ["admin"] };
  return async (request) => {
    const authorization = request.headers.get("authorization");
    if (local?.check(authorization)) return localCaller(local.agent);
    if (agent(authorization)) return secretCaller(bearerToken(authorization) ?? "");
    return api(authorization) ? apiCaller : nobody;
  };
}

function localCaller(agent: string): Caller {
  return { kind: "token", name: "serve --with-agent", scopes: ["agent"], credential: { kind: "local", agent } };
}

function secretCaller(secret: string): Caller {
  const credential = { kind: "secret", digest: sha256(secret) } as const;
  return { kind: "token", name: "service.secrets", scopes: ["agent"], credential };
}
