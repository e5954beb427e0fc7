import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  fetchUserInfo,
} from "openid-client";
import type { OpenIdSettings } from "../../config/login-providers.ts";
import type { Ticket } from "./openid-ticket.ts";
import { personName } from "./person-name.ts";

/** The address at the provider where a person logs in, with PKCE, state and nonce. */
export async function loginAddress(
  provider: Configuration,
  { scopes }: OpenIdSettings,
  { ticket, redirectUri }: { readonly ticket: Ticket; readonly redirectUri: string },
): Promise<URL> {
  return buildAuthorizationUrl(provider, {
    redirect_uri: redirectUri,
    scope: scopes.join(" "),
    state: ticket.state,
    nonce: ticket.nonce,
    code_challenge: await calculatePKCECodeChallenge(ticket.verifier),
    code_challenge_method: "S256",
  });
}

/**
 * The name of who came back from the provider at `address`; undefined when it tells none that can be used. Rejects with
 * an error of the library when the answer is not to be believed: issuer, audience, nonce, times and signature are checked.
 */
export async function nameOfLogin(
  provider: Configuration,
  { userClaims }: OpenIdSettings,
  { ticket, address }: { readonly ticket: Ticket; readonly address: URL },
): Promise<string | undefined> {
  const tokens = await authorizationCodeGrant(provider, address, {
    expectedState: ticket.state,
    expectedNonce: ticket.nonce,
    pkceCodeVerifier: ticket.verifier,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (claims === undefined) return undefined;
  const inToken = nameIn(claims, userClaims);
  if (inToken !== undefined || provider.serverMetadata().userinfo_endpoint === undefined) return inToken;
  return nameIn(await fetchUserInfo(provider, tokens.access_token, claims.sub), userClaims);
}

/** The first claim that is there counts, and an address only when the provider does not say that it is unproven. */
function nameIn(claims: Readonly<Record<string, unknown>>, userClaims: readonly string[]): string | undefined {
  const claim = userClaims.find((one) => Object.hasOwn(claims, one) && claims[one] !== "");
  if (claim === undefined || (claim === "email" && claims.email_verified === false)) return undefined;
  return personName(claims[claim]);
}
