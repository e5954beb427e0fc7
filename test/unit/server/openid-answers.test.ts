import { expect, test } from "bun:test";
import { Secret } from "../../../src/base/secrets/secret.ts";
import { openidSettings } from "../../builders/openid-settings.ts";
import { type Forgery, startForgedProvider } from "../../harness/forged-provider.ts";
import { textOf } from "../../harness/markup.ts";
import { type OpenIdLoginsOverrides, openOpenIdLogins } from "../../harness/openid-logins.ts";

const home = "http://127.0.0.1:9";
const nowSeconds = () => Math.floor(Date.now() / 1000);

interface Outcome {
  readonly status: number;
  readonly text: string;
  readonly names: readonly string[];
}

interface Attempt extends OpenIdLoginsOverrides {
  readonly settings?: Parameters<typeof openidSettings>[0];
}

/** What becomes of a login at a provider that answers like that. */
async function logInAt(forgery: Forgery, { settings, ...overrides }: Attempt = {}): Promise<Outcome> {
  await using provider = await startForgedProvider(forgery);
  const routes = openOpenIdLogins(openidSettings({ issuer: provider.issuer, ...settings }), overrides);
  const browser = routes.browser();
  const left = await browser.get(`${home}/login/openid`);
  const location = left.headers.get("location");
  const last = location === null ? left : await browser.get(provider.comeBack(new URL(location)));
  return { status: last.status, text: textOf(await last.text()), names: routes.logins.map(({ name }) => name) };
}

const untrue = {
  status: 502,
  names: [],
  text: expect.stringContaining("Argos does not accept the answer of Keycloak"),
};
const late = { status: 502, names: [], text: expect.stringContaining("too old or not yet valid") };
const away = { status: 502, names: [], text: expect.stringContaining("Keycloak could not be reached") };

test("an answer in which all is right logs in", async () => {
  expect(await logInAt({})).toMatchObject({ status: 303, names: ["ada"] });
});

test.each<[string, Forgery]>([
  ["for another login", { claims: { nonce: "another" } }],
  ["for no login", { claims: { nonce: undefined } }],
  ["for another client", { claims: { aud: "another" } }],
  ["for nobody", { claims: { aud: undefined } }],
  ["for two clients, issued to the other", { claims: { aud: ["argos", "another"], azp: "another" } }],
  ["of another issuer", { claims: { iss: "https://evil.example" } }],
  ["of no issuer", { claims: { iss: undefined } }],
  ["about nobody", { claims: { sub: undefined } }],
  ["without an end", { claims: { exp: undefined } }],
  ["signed by another key", { key: "another" }],
  ["signed by a key of another name", { header: { kid: "two" } }],
  ["signed by nobody", { header: { alg: "none" } }],
  [
    "signed by nobody, without a signature",
    {
      header: { alg: "none" },
      idToken: (signed) => signed.slice(0, signed.lastIndexOf(".") + 1),
    },
  ],
  ["that says to be signed by a secret", { header: { alg: "HS256" } }],
  [
    "whose claims were changed",
    {
      idToken(signed) {
        const [head, claims = "", signature] = signed.split(".");
        const changed = Buffer.from(claims, "base64url").toString().replace("ada", "bob");
        return [head, Buffer.from(changed).toString("base64url"), signature].join(".");
      },
    },
  ],
  ["that is none", { idToken: () => "a.b" }],
  ["that is missing", { idToken: () => undefined }],
])("a token %s is not believed", async (_, forgery) => {
  expect(await logInAt(forgery)).toEqual(untrue);
});

test.each<[string, () => Forgery, object]>([
  ["ended 25 s ago", () => ({ claims: { exp: nowSeconds() - 25 } }), { status: 303 }],
  ["ended 31 s ago", () => ({ claims: { exp: nowSeconds() - 31 } }), late],
  ["begins in 25 s", () => ({ claims: { nbf: nowSeconds() + 25 } }), { status: 303 }],
  ["begins in an hour", () => ({ claims: { nbf: nowSeconds() + 3600 } }), late],
])("of a token that %s the clocks decide", async (_, forgery, outcome) => {
  expect(await logInAt(forgery())).toMatchObject(outcome);
});

test.each<[string, Forgery["claims"], Forgery["userinfo"], readonly string[]]>([
  ["the first claim of the token", { preferred_username: "bob", email: "b@example.org" }, {}, ["bob"]],
  [
    "the second one where the first is missing",
    { preferred_username: undefined, email: "b@example.org" },
    {},
    ["b@example.org"],
  ],
  [
    "the second one where the first is empty",
    { preferred_username: "", email: "b@example.org" },
    {},
    ["b@example.org"],
  ],
  ["what the provider tells of the person", { preferred_username: undefined }, { preferred_username: "zoé" }, ["zoé"]],
  [
    "an address that was proven",
    { preferred_username: undefined, email: "b@example.org", email_verified: true },
    {},
    ["b@example.org"],
  ],
])("the name is %s", async (_, claims, userinfo, names) => {
  expect(await logInAt({ claims: { ...claims }, userinfo: { ...userinfo } })).toMatchObject({ status: 303, names });
});

test.each<[string, Forgery["claims"]]>([
  ["is missing", {}],
  ["is an address that was not proven", { email: "ada@example.org", email_verified: false }],
  ["looks like another one", { preferred_username: "ad\u200ea" }],
  ["is too long", { preferred_username: "a".repeat(201) }],
  ["is no text", { preferred_username: ["ada"] }],
  ["is a line of white space", { preferred_username: "  " }],
])("a person whose name %s is not logged in", async (_, claims) => {
  const outcome = await logInAt({ claims: { preferred_username: undefined, ...claims } });
  const text = expect.stringContaining("tells no name of you that Argos can use");
  expect(outcome).toEqual({ status: 403, names: [], text });
});

test("the claim that the settings name is the name", async () => {
  const settings = { userClaims: ["employee"], administrators: ["e-17"] };
  expect(await logInAt({ claims: { employee: "e-17" } }, { settings })).toMatchObject({ names: ["e-17"] });
  expect(await logInAt({}, { settings })).toMatchObject({ status: 403, names: [] });
});

test("what is told of another person is not believed", async () => {
  const forgery = { claims: { preferred_username: undefined }, userinfo: { sub: "8", preferred_username: "ada" } };
  expect(await logInAt(forgery)).toEqual(untrue);
});

const broken = (path: string, response: () => Response) => ({
  answer: (request: Request) => (new URL(request.url).pathname === path ? response() : undefined),
});
const discovery = "/.well-known/openid-configuration";

test.each<[string, Forgery, typeof untrue]>([
  ["is an error page", broken(discovery, () => new Response("<h1>oops</h1>", { status: 500 })), away],
  ["is a page", broken(discovery, () => new Response("<h1>hello</h1>")), away],
  ["is too long", broken(discovery, () => new Response(" ".repeat(1024 * 1024 + 1))), away],
  ["names another issuer", { metadata: { issuer: "https://evil.example" } }, untrue],
  ["leads elsewhere", broken(discovery, () => Response.redirect("http://127.0.0.1:1/")), away],
  ["is broken at the token", broken("/token", () => new Response("{", { status: 200 })), away],
  [
    "is an outage at the token",
    broken("/token", () => Response.json({ error: "server_error" }, { status: 503 })),
    away,
  ],
  ["is too long at the token", broken("/token", () => Response.json({ a: "a".repeat(1024 * 1024) })), away],
  ["is an error page at the keys", broken("/jwks", () => new Response("oops", { status: 500 })), away],
  ["refuses Argos", broken("/token", () => Response.json({ error: "invalid_client" }, { status: 400 })), untrue],
  [
    "wants another secret",
    broken("/token", () => new Response("", { status: 401, headers: { "www-authenticate": "Basic" } })),
    untrue,
  ],
])("an answer that %s logs nobody in", async (_, forgery, outcome) => {
  expect(await logInAt(forgery)).toEqual(outcome);
});

test.each([
  ["access_denied", 403, "was not wanted"],
  ["login_required", 403, "was not wanted"],
  ["temporarily_unavailable", 502, "could not be reached"],
  ["server_error", 502, "could not be reached"],
  ["invalid_scope", 502, "does not accept the answer"],
  ["<script>alert(1)</script>", 502, "does not accept the answer"],
])("a provider that says %s is a page with status %d", async (error, status, text) => {
  await using provider = await startForgedProvider();
  const routes = openOpenIdLogins(openidSettings({ issuer: provider.issuer, name: "<b>Keycloak</b>" }));
  const browser = routes.browser();
  const left = await browser.get(`${home}/login/openid`);
  const back = provider.comeBack(new URL(left.headers.get("location") ?? ""));
  back.searchParams.delete("code");
  back.searchParams.set("error", error);
  back.searchParams.set("error_description", "<script>alert(2)</script>");
  const response = await browser.get(back);
  const html = await response.text();
  expect(response.status).toBe(status);
  expect(textOf(html)).toContain(text);
  expect(html).not.toMatch(/<script|<b>|alert/);
  expect(routes.logins).toEqual([]);
});

test.each([discovery, "/token", "/jwks"])("a provider that falls silent at %s is out of reach", async (path) => {
  const silent = Promise.withResolvers<Response>();
  const forgery: Forgery = { answer: ({ url }) => (new URL(url).pathname === path ? silent.promise : undefined) };
  expect(await logInAt(forgery, { deadlineMs: 300 })).toEqual(away);
  silent.resolve(new Response());
});

test.each([
  [undefined, { authorization: `Basic ${btoa("argos:a%2Bsecret%3A")}`, client_secret: undefined }],
  [
    ["client_secret_post", "client_secret_basic"],
    { authorization: expect.stringContaining("Basic "), client_secret: undefined },
  ],
  [["private_key_jwt", "client_secret_post"], { authorization: null, client_secret: "a+secret:" }],
])("with the ways %p the secret of Argos is shown so", async (methods, shown) => {
  const metadata = methods === undefined ? {} : { token_endpoint_auth_methods_supported: methods };
  await using provider = await startForgedProvider({ metadata });
  const clientSecret = new Secret("a+secret:");
  const routes = openOpenIdLogins(openidSettings({ issuer: provider.issuer, clientSecret }));
  const browser = routes.browser();
  const left = await browser.get(`${home}/login/openid`);
  await browser.get(provider.comeBack(new URL(left.headers.get("location") ?? "")));
  const [asked] = provider.tokenRequests;
  expect({ authorization: asked?.authorization, client_secret: asked?.fields.client_secret }).toEqual(shown);
  expect(asked?.fields).toMatchObject({
    grant_type: "authorization_code",
    code: "a-code",
    redirect_uri: `${home}/login/openid/callback`,
    code_verifier: expect.stringMatching(/^[\w-]{43}$/),
  });
});

test("what a provider says of itself is asked for once an hour, and once for all who wait", async () => {
  let elapsedMs = 0;
  const clock = { now: () => new Date(), monotonicMs: () => elapsedMs };
  await using provider = await startForgedProvider();
  const routes = openOpenIdLogins(openidSettings({ issuer: provider.issuer }), { clock });
  const leave = () => routes.browser().get(`${home}/login/openid`);
  await Promise.all([leave(), leave(), leave()]);
  elapsedMs = 3_599_999;
  await leave();
  expect(provider.discoveries()).toBe(1);
  elapsedMs = 3_600_000;
  await leave();
  expect(provider.discoveries()).toBe(2);
});
