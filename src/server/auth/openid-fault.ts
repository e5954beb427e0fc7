import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from "openid-client";

/** Why nobody was logged in by a provider. */
export type OpenIdFault =
  /** It does not answer, or says that it cannot. */
  | "unavailable"
  /** The person, or the provider, did not want it. */
  | "denied"
  /** Too late, twice, or begun in another browser: a new attempt may work. */
  | "expired"
  /** By one of the clocks its answer is too old or from the future. */
  | "clock"
  /** It knows the person, and says no name that can be used. */
  | "nameless"
  /** Its answer is not one that may be believed. */
  | "refused";

const denials: readonly string[] = ["access_denied", "consent_required", "interaction_required", "login_required"];
const outages: readonly string[] = ["server_error", "temporarily_unavailable"];
/** Answers that are no OpenID Connect at all, as the error page of a proxy is. */
const noAnswers: readonly string[] = [
  "OAUTH_TIMEOUT",
  "OAUTH_ABORT",
  "OAUTH_RESPONSE_IS_NOT_CONFORM",
  "OAUTH_RESPONSE_IS_NOT_JSON",
  "OAUTH_PARSE_ERROR",
];

/** What an error of the library means for who wants to log in. */
export function faultOf(error: unknown): OpenIdFault {
  if (error instanceof AuthorizationResponseError) {
    if (denials.includes(error.error)) return "denied";
    return outages.includes(error.error) ? "unavailable" : "refused";
  }
  if (error instanceof ResponseBodyError) {
    if (error.error === "invalid_grant") return "expired";
    return error.status >= 500 || outages.includes(error.error) ? "unavailable" : "refused";
  }
  if (error instanceof WWWAuthenticateChallengeError) return "refused";
  if (!(error instanceof ClientError)) return "unavailable";
  if (error.code === "OAUTH_JWT_TIMESTAMP_CHECK_FAILED") return "clock";
  return error.code === undefined || noAnswers.includes(error.code) ? "unavailable" : "refused";
}
