/** What a provider that cannot be trusted says, in place of the truth. */
export interface Forgery {
  /** Claims of the ID token; undefined leaves one out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  /** Whose key signs the token. */
  readonly key?: "its own" | "another";
  /** Changes what is answered at the end of the token, or in place of it. */
  readonly idToken?: (signed: string) => string | undefined;
  /** What the metadata say besides. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly userinfo?: Readonly<Record<string, unknown>>;
  /** Answers a request instead. */
  readonly answer?: (request: Request) => Response | Promise<Response> | undefined;
}

/** A request for tokens, as it came. */
export interface TokenRequest {
  readonly authorization: string | null;
  readonly fields: Readonly<Record<string, string>>;
}

export interface ForgedProvider extends AsyncDisposable {
  readonly issuer: string;
  readonly tokenRequests: readonly TokenRequest[];
  /** How often it was asked for its metadata. */
  readonly discoveries: () => number;
  /** Where a person would be led back to, having left for `left`; whoever asks for tokens is told of the login's nonce. */
  comeBack(left: URL): URL;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/** A provider on loopback without people or pages, whose tokens are forged as told and otherwise right. */
export async function startForgedProvider(forgery: Forgery = {}): Promise<ForgedProvider> {
  const own = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const other = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const tokenRequests: TokenRequest[] = [];
  let discoveries = 0;
  let nonce: string | null = null;

  async function signedToken(issuer: string): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const usual = { iss: issuer, aud: "argos", sub: "7", exp: now + 300, iat: now, nonce, preferred_username: "ada" };
    const head = encoded({ alg: "ES256", kid: "one", ...forgery.header });
    const facts = `${head}.${encoded({ ...usual, ...forgery.claims })}`;
    const { privateKey } = forgery.key === "another" ? other : own;
    const signature = await crypto.subtle.sign(algorithm, privateKey, Buffer.from(facts));
    return `${facts}.${Buffer.from(signature).toString("base64url")}`;
  }

  async function tokens(request: Request, issuer: string): Promise<object> {
    const fields = Object.fromEntries(new URLSearchParams(await request.text()));
    tokenRequests.push({ authorization: request.headers.get("authorization"), fields });
    const signed = await signedToken(issuer);
    const id_token = forgery.idToken === undefined ? signed : forgery.idToken(signed);
    return { access_token: "a-token", token_type: "Bearer", expires_in: 60, id_token };
  }

  async function answer(request: Request, issuer: string): Promise<Response> {
    const instead = await forgery.answer?.(request);
    if (instead !== undefined) return instead;
    switch (new URL(request.url).pathname) {
      case "/.well-known/openid-configuration":
        discoveries += 1;
        return Response.json({ ...metadataOf(issuer), ...forgery.metadata });
      case "/jwks":
        return Response.json({ keys: [{ ...(await crypto.subtle.exportKey("jwk", own.publicKey)), kid: "one" }] });
      case "/token":
        return Response.json(await tokens(request, issuer));
      case "/userinfo":
        return Response.json({ sub: "7", ...forgery.userinfo });
      default:
        return new Response("not here", { status: 404 });
    }
  }

  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request): Promise<Response> => answer(request, `http://127.0.0.1:${server.port}`),
  });
  return {
    issuer: `http://127.0.0.1:${server.port}`,
    tokenRequests,
    discoveries: () => discoveries,
    comeBack(left) {
      nonce = left.searchParams.get("nonce");
      const back = new URL(left.searchParams.get("redirect_uri") ?? "");
      back.search = new URLSearchParams({ code: "a-code", state: left.searchParams.get("state") ?? "" }).toString();
      return back;
    },
    async [Symbol.asyncDispose]() {
      await server.stop(true);
    },
  };
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function metadataOf(issuer: string) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["ES256"],
  };
}
