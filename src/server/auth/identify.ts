import { bearerToken } from "./bearer.ts";
import { nobody } from "./caller.ts";
import type { Identify } from "./guard.ts";
import type { Sessions } from "./sessions.ts";
import type { Tokens } from "./tokens.ts";

/** Everything by which a request says who sends it. */
export interface Identities {
  /** Knows the secrets of the configuration. */
  readonly secrets: Identify;
  readonly tokens: Tokens;
  readonly sessions: Sessions;
}

/** Who sent a request: the holder of its token, else of its cookie. A token that is not known is not made up for by a cookie. */
export function createIdentify({ secrets, tokens, sessions }: Identities): Identify {
  return async (request) => {
    const token = bearerToken(request.headers.get("authorization"));
    if (token === undefined) return (await sessions.callerOf(request)) ?? nobody;
    const known = await secrets(request);
    return known.kind === "nobody" ? ((await tokens.callerOf(token)) ?? nobody) : known;
  };
}
