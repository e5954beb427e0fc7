import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { Provider } from "oidc-provider";
import type { ServedCertificate } from "../farm/certificates.ts";

export interface OpenIdProviderOptions {
  /** Where people are sent back to. */
  readonly redirectUri: string;
  /** A client without a secret; otherwise it is `argos-secret`. */
  readonly isPublic?: boolean;
  /** Claims of the person of that account; the account is the name somebody logs in with. */
  readonly claimsOf?: (account: string) => Readonly<Record<string, unknown>>;
  readonly certificate?: ServedCertificate;
  /** A free one unless told. */
  readonly port?: number;
}

/** A provider for real: oidc-provider, with its pages for logging in and consenting. */
export interface OpenIdProvider extends AsyncDisposable {
  readonly issuer: string;
  readonly port: number;
}

/** Listens on loopback, over TLS as `localhost` when it has a certificate. */
export async function startOpenIdProvider(options: OpenIdProviderOptions): Promise<OpenIdProvider> {
  const { certificate, claimsOf = (account) => ({ preferred_username: account }) } = options;
  const server: Server = certificate === undefined ? createServer() : createTlsServer({ ...certificate });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const bound = server.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : 0;
  const issuer = certificate === undefined ? `http://127.0.0.1:${port}` : `https://localhost:${port}`;
  const provider = new Provider(issuer, {
    clients: [clientOf(options)],
    claims: { openid: ["sub"], profile: ["preferred_username"], email: ["email", "email_verified"] },
    cookies: { keys: ["a key of the tests"] },
    pkce: { required: () => true },
    findAccount: async (_context, id) => ({ accountId: id, claims: async () => ({ sub: id, ...claimsOf(id) }) }),
  });
  server.on("request", provider.callback());
  return {
    issuer,
    port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function clientOf({ redirectUri, isPublic = false }: OpenIdProviderOptions) {
  return {
    client_id: "argos",
    redirect_uris: [redirectUri],
    ...(redirectUri.startsWith("https:") ? {} : { application_type: "native" }),
    ...(isPublic ? { token_endpoint_auth_method: "none" } : { client_secret: "argos-secret" }),
  };
}
