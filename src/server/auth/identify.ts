import { bearerToken } from "./bearer.ts";
import { type Caller, nobody } from "./caller.ts";
import { addressOf, type Identify } from "./guard.ts";
import type { Sessions } from "./sessions.ts";
import type { Shown, TokenLimits } from "./token-limits.ts";
import { parseToken, type Tokens } from "./tokens.ts";

/** Everything by which a request says who sends it. */
export interface Identities {
  /** Knows the secrets of the configuration. */
  readonly secrets: Identify;
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly limits: TokenLimits;
}

/**
 * Who sent a request: the holder of its token, else of its cookie. A token that is not known is not made up for by a
 * cookie. Throws a problem with status 429 for one of too many wrong ones.
 */
export function createIdentify(identities: Identities): Identify {
  return async (request) => {
    const token = bearerToken(request.headers.get("authorization"));
    if (token === undefined) return (await identities.sessions.callerOf(request)) ?? nobody;
    const shown = { token, address: addressOf(request) };
    const known = await holderOf(identities, request, shown);
    if (known === undefined) await identities.limits.noteWrong(shown);
    else identities.limits.noteRight(shown);
    return known ?? nobody;
  };
}

async function holderOf(
  { secrets, tokens, limits }: Identities,
  request: Request,
  shown: Shown,
): Promise<Caller | undefined> {
  if (await limits.mayCompare(shown)) {
    const known = await secrets(request);
    if (known.kind !== "nobody") return known;
  }
  if (parseToken(shown.token) === undefined || !(await limits.mayLookUp(shown))) return undefined;
  return await tokens.callerOf(shown.token);
}
