import { getCACertificates } from "node:tls";
import {
  allowInsecureRequests,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  type CustomFetch,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  None,
} from "openid-client";
import type { Clock } from "../../base/clock.ts";
import type { OpenIdSettings } from "../../config/login-providers.ts";

/** How long what a provider says of itself is believed, in milliseconds. */
const discoveryLifeMs = 3_600_000;

/** Bytes of an answer at most: descriptions and key sets are a few thousand. */
const answerBytesMax = 1024 * 1024;

/** What a provider says of itself, kept for a while, and asked for again when settings change or it could not be had. */
export type FindProvider = (settings: OpenIdSettings) => Promise<Configuration>;

/** Asks once for all who wait; `requestMs` is the deadline of each request, in milliseconds. */
export function createFindProvider(clock: Clock, requestMs: number): FindProvider {
  let kept:
    | { readonly settings: OpenIdSettings; readonly atMs: number; readonly found: Promise<Configuration> }
    | undefined;
  return async (settings) => {
    const nowMs = clock.monotonicMs();
    if (kept?.settings === settings && nowMs - kept.atMs < discoveryLifeMs) return await kept.found;
    const asked = { settings, atMs: nowMs, found: discover(settings, requestMs) };
    kept = asked;
    try {
      return await asked.found;
    } catch (error) {
      if (kept === asked) kept = undefined;
      throw error;
    }
  };
}

async function discover(settings: OpenIdSettings, requestMs: number): Promise<Configuration> {
  const issuer = new URL(settings.issuer);
  const extensions = [enableNonRepudiationChecks];
  // the configuration allows http for this machine alone
  if (issuer.protocol === "http:") extensions.push(allowInsecureRequests);
  return await discovery(issuer, settings.clientId, undefined, authenticationOf(settings), {
    execute: extensions,
    timeout: requestMs / 1000,
    [customFetch]: fetchWith(settings.caPem),
  });
}

/** The way to show the secret that a provider takes; HTTP Basic where it does not say (OpenID Connect Discovery section 3). */
function authenticationOf({ clientSecret }: OpenIdSettings): ClientAuth {
  if (clientSecret === undefined) return None();
  const [basic, post] = [ClientSecretBasic(clientSecret.reveal()), ClientSecretPost(clientSecret.reveal())];
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
    const isPost = !methods.includes("client_secret_basic") && methods.includes("client_secret_post");
    return (isPost ? post : basic)(server, ...rest);
  };
}

function fetchWith(caPem: string | undefined): CustomFetch {
  const trust = caPem === undefined ? {} : { tls: { ca: [...getCACertificates("default"), caPem] } };
  return async (url, { body, signal, ...options }) => {
    const sent = body instanceof Uint8Array ? new Uint8Array(body) : (body ?? null);
    const response = await fetch(url, { ...options, ...trust, body: sent, signal: signal ?? null });
    const { status, statusText, headers } = response;
    return new Response(await boundedBody(response), { status, statusText, headers });
  };
}

async function boundedBody(response: Response): Promise<Uint8Array<ArrayBuffer> | null> {
  if (response.body === null) return null;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body) {
    length += chunk.length;
    if (length > answerBytesMax) throw new TypeError(`the provider sent more than ${answerBytesMax} bytes`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
