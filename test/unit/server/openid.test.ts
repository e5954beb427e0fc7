import { afterAll, expect, test } from "bun:test";
import { Secret } from "../../../src/base/secrets/secret.ts";
import { safePath } from "../../../src/server/auth/safe-path.ts";
import { openidSettings } from "../../builders/openid-settings.ts";
import { createAuthority } from "../../farm/certificates.ts";
import { textOf } from "../../harness/markup.ts";
import { type OpenIdBrowser, openOpenIdLogins } from "../../harness/openid-logins.ts";
import { startOpenIdProvider } from "../../harness/openid-provider.ts";
import { type Visit, visitProvider } from "../../harness/provider-visitor.ts";

const home = "http://127.0.0.1:9";
const redirectUri = `${home}/login/openid/callback`;
const held = new AsyncDisposableStack();
afterAll(() => held.disposeAsync());
const provider = held.use(await startOpenIdProvider({ redirectUri }));
const settings = openidSettings({ issuer: provider.issuer });
const ada: Visit = { account: "ada", consent: "given" };

/** Leaves for the provider and comes back to the address it leads to, which is not asked yet. */
async function wayBack(browser: OpenIdBrowser, visit: Visit, next = "/sites?severity=critical"): Promise<URL> {
  const left = await browser.get(`${home}/login/openid?${new URLSearchParams({ next })}`);
  return await visitProvider(left.headers.get("location") ?? "", visit);
}

async function pageOf(response: Response): Promise<string> {
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  return textOf(await response.text());
}

test.each([
  ["ada", "administrator"],
  ["bob", "reader"],
] as const)("%s logs in as %s and is led to where the login was to lead", async (account, role) => {
  const routes = openOpenIdLogins(settings);
  const browser = routes.browser();
  const response = await browser.get(await wayBack(browser, { ...ada, account }));
  expect(response.status).toBe(303);
  expect(response.headers.get("location")).toBe("/sites?severity=critical");
  expect(routes.logins).toEqual([{ name: account, origin: "openid", role, next: "/sites?severity=critical" }]);
  expect([...browser.cookies]).toEqual([["session", "1"]]);
});

test("who leaves takes along a challenge, a state and a nonce that the cookie does not tell", async () => {
  const browser = openOpenIdLogins(settings).browser();
  const response = await browser.get(`${home}/login/openid`);
  const left = new URL(response.headers.get("location") ?? "");
  const asked = Object.fromEntries(left.searchParams);
  const random = expect.stringMatching(/^[\w-]{43}$/);
  expect(left.origin).toBe(provider.issuer);
  expect(asked).toEqual({
    client_id: "argos",
    response_type: "code",
    redirect_uri: redirectUri,
    scope: "openid profile email",
    code_challenge_method: "S256",
    code_challenge: random,
    state: random,
    nonce: random,
  });
  const [cookie = ""] = response.headers.getSetCookie();
  expect(cookie).toMatch(/^argos-openid=[\w.-]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/);
  for (const secret of [asked.state, asked.nonce, asked.code_challenge]) expect(cookie).not.toContain(String(secret));
  expect(response.headers.get("referrer-policy")).toBe("no-referrer");
});

test.each([
  ["https://argos.example.org", "", "https://argos.example.org/login/openid/callback"],
  ["https://example.org/argos", "", "https://example.org/argos/login/openid/callback"],
  ["https://example.org/argos", "/argos", "https://example.org/argos/login/openid/callback"],
  ["https://example.org", "/argos", "https://example.org/argos/login/openid/callback"],
])("with the address %s and the folder %p people come back to %s", async (publicUrl, rootPath, back) => {
  const where = { publicUrl: () => publicUrl, rootPath: () => rootPath };
  const response = await openOpenIdLogins(settings, where).browser().get("http://localhost/login/openid");
  expect(new URL(response.headers.get("location") ?? "").searchParams.get("redirect_uri")).toBe(back);
  expect(response.headers.getSetCookie().join()).toMatch(/^__Host-argos-openid=.*; Path=\/;.*; Secure$/);
});

test("a login under TLS and below a folder works as well", async () => {
  const authority = await createAuthority();
  const certificate = await authority.issue("good", { names: ["localhost"] });
  const publicUrl = "https://argos.example.org/argos";
  const back = `${publicUrl}/login/openid/callback`;
  await using secured = await startOpenIdProvider({ redirectUri: back, certificate });
  const { caPem } = authority;
  const where = { publicUrl: () => publicUrl, rootPath: () => "/argos" };
  const routes = openOpenIdLogins(openidSettings({ issuer: secured.issuer, caPem }), where);
  const browser = routes.browser();
  const left = await browser.get("http://localhost/login/openid");
  const came = await visitProvider(left.headers.get("location") ?? "", { ...ada, caPem });
  expect(`${came.origin}${came.pathname}`).toBe(back);
  const response = await browser.get(`http://localhost/login/openid/callback${came.search}`);
  expect(response.headers.get("location")).toBe("/");
  expect(routes.logins).toHaveLength(1);

  const distrustful = openOpenIdLogins(openidSettings({ issuer: secured.issuer }), where);
  expect((await distrustful.browser().get("http://localhost/login/openid")).status).toBe(502);
});

test("a client without a secret logs in", async () => {
  await using open = await startOpenIdProvider({ redirectUri, isPublic: true });
  const routes = openOpenIdLogins(openidSettings({ issuer: open.issuer, clientSecret: undefined }));
  const browser = routes.browser();
  expect((await browser.get(await wayBack(browser, ada))).status).toBe(303);
});

test("a client with another secret logs nobody in", async () => {
  const routes = openOpenIdLogins(openidSettings({ issuer: provider.issuer, clientSecret: new Secret("other") }));
  const browser = routes.browser();
  const response = await browser.get(await wayBack(browser, ada));
  expect(response.status).toBe(502);
  expect(await pageOf(response)).toContain("Argos does not accept the answer of Keycloak");
  expect(routes.logins).toEqual([]);
});

test.each(["//evil.example", "/\\evil.example", "https://evil.example/", "/%09/evil.example"])(
  "nobody is led to %s",
  async (next) => {
    const routes = openOpenIdLogins(settings);
    const browser = routes.browser();
    const response = await browser.get(await wayBack(browser, ada, next));
    expect(response.headers.get("location")).toBe(safePath(next));
    expect(response.headers.get("location")).toBe("/");
  },
);

test("who does not consent is not logged in", async () => {
  const routes = openOpenIdLogins(settings);
  const browser = routes.browser();
  const response = await browser.get(await wayBack(browser, { ...ada, consent: "denied" }));
  expect(response.status).toBe(403);
  expect(await pageOf(response)).toContain("Keycloak says that the login was not wanted");
  expect(routes.logins).toEqual([]);
  expect(browser.cookies.size).toBe(0);
});

test.each([
  ["another state", (url: URL) => url.searchParams.set("state", "x".repeat(43))],
  ["no state", (url: URL) => url.searchParams.delete("state")],
])("with %s nobody is logged in, and the login under way goes on", async (_, change) => {
  const routes = openOpenIdLogins(settings);
  const browser = routes.browser();
  const back = await wayBack(browser, ada);
  const changed = new URL(back);
  change(changed);
  const refused = await browser.get(changed);
  expect(refused.status).toBe(400);
  expect(await pageOf(refused)).toContain("This login is over");
  expect(routes.logins).toEqual([]);
  expect((await browser.get(back)).status).toBe(303);
});

test("two states are none", async () => {
  const routes = openOpenIdLogins(settings);
  const browser = routes.browser();
  const back = await wayBack(browser, ada);
  back.searchParams.append("state", "another");
  expect((await browser.get(back)).status).toBe(502);
  expect(routes.logins).toEqual([]);
});

test.each([
  ["a browser that did not begin it", () => new Map<string, string>()],
  [
    "a cookie that was changed",
    (cookies: Map<string, string>) => {
      const [[name = "", value = ""] = []] = [...cookies];
      return new Map([[name, value.replace(/^./, (first) => (first === "A" ? "B" : "A"))]]);
    },
  ],
  [
    "a cookie without a seal",
    (cookies: Map<string, string>) => {
      const [[name = "", value = ""] = []] = [...cookies];
      return new Map([[name, value.slice(0, value.lastIndexOf("."))]]);
    },
  ],
])("a login ends without a session in %s", async (_, change) => {
  const routes = openOpenIdLogins(settings);
  const [one, other] = [routes.browser(), routes.browser()];
  const back = await wayBack(one, ada);
  for (const [name, value] of change(one.cookies)) other.cookies.set(name, value);
  const response = await other.get(back);
  expect(response.status).toBe(400);
  expect(await pageOf(response)).toContain("was begun in another window");
  expect(routes.logins).toEqual([]);
});

test("a login that somebody else began does not end in this browser", async () => {
  const routes = openOpenIdLogins(settings);
  const [mallory, victim] = [routes.browser(), routes.browser()];
  await victim.get(`${home}/login/openid`);
  const response = await victim.get(await wayBack(mallory, { ...ada, account: "mallory" }));
  expect(response.status).toBe(400);
  expect(routes.logins).toEqual([]);
});

test("an address that led back once leads to no second login", async () => {
  const routes = openOpenIdLogins(settings);
  const browser = routes.browser();
  const back = await wayBack(browser, ada);
  const kept = new Map(browser.cookies);
  expect((await browser.get(back)).status).toBe(303);
  expect((await browser.get(back)).status).toBe(400);
  for (const [name, value] of kept) browser.cookies.set(name, value);
  const replayed = await browser.get(back);
  expect(replayed.status).toBe(400);
  expect(await pageOf(replayed)).toContain("was used before");
  expect(routes.logins).toHaveLength(1);
});

test.each([
  [599_999, 303],
  [600_000, 400],
])("a person who takes %d ms at the provider gets %d", async (afterMs, status) => {
  let nowMs = Date.now();
  const clock = { now: () => new Date(nowMs), monotonicMs: () => nowMs };
  const browser = openOpenIdLogins(settings, { clock }).browser();
  const back = await wayBack(browser, ada);
  nowMs += afterMs;
  expect((await browser.get(back)).status).toBe(status);
});

test("a provider that is down is asked again by the next who logs in", async () => {
  const first = await startOpenIdProvider({ redirectUri });
  await first[Symbol.asyncDispose]();
  const routes = openOpenIdLogins(openidSettings({ issuer: first.issuer }));
  const browser = routes.browser();
  const response = await browser.get(`${home}/login/openid`);
  expect(response.status).toBe(502);
  expect(await pageOf(response)).toContain("Keycloak could not be reached");
  expect(browser.cookies.size).toBe(0);
  await using _again = await startOpenIdProvider({ redirectUri, port: first.port });
  expect((await browser.get(await wayBack(browser, ada))).status).toBe(303);
});

test("a provider that goes down while somebody logs in is a page that says so", async () => {
  const short = await startOpenIdProvider({ redirectUri });
  const routes = openOpenIdLogins(openidSettings({ issuer: short.issuer }));
  const browser = routes.browser();
  const back = await wayBack(browser, ada);
  await short[Symbol.asyncDispose]();
  const response = await browser.get(back);
  expect(response.status).toBe(502);
  expect(await pageOf(response)).toContain("The login does not answer");
  expect(routes.logins).toEqual([]);
});

test.each(["/login/openid", "/login/openid/callback?code=a&state=b"])(
  "without a provider there is no %s",
  async (path) => {
    const routes = openOpenIdLogins(settings);
    routes.configure(undefined);
    const { status } = await routes.browser().get(`${home}${path}`);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(routes.logins).toEqual([]);
  },
);

test("another provider in force is asked from then on", async () => {
  await using other = await startOpenIdProvider({ redirectUri });
  const routes = openOpenIdLogins(settings);
  routes.configure(openidSettings({ issuer: other.issuer }));
  const left = await routes.browser().get(`${home}/login/openid`);
  expect(left.headers.get("location")).toStartWith(other.issuer);
});
