import { beforeEach, describe, expect, test } from "bun:test";
import { openidSettings } from "../builders/openid-settings.ts";
import { testDatabase } from "../harness/database.ts";
import { emptyTables } from "../harness/empty-tables.ts";
import { startForgedProvider } from "../harness/forged-provider.ts";
import { openServer, type Visitor, visitor } from "../harness/visitor.ts";

const { database } = await testDatabase({ access: "none" });
const proxy = "192.0.2.1";
const trustedProxy = {
  addresses: [`${proxy}/32`],
  userHeader: "x-remote-user",
  administrators: ["ada"],
  defaultRole: "reader",
} as const;

beforeEach(async () => {
  await emptyTables(database, "argos_user", "session", "login_attempt", "audit");
});

/** What a browser sees of its person: the name in the head of the account's page. */
async function personOf(browser: Visitor): Promise<string | undefined> {
  const { status, text } = await browser.ask("/account");
  return status === 200 ? /<a href="\/account">([^<]+)<\/a>/.exec(text)?.[1] : undefined;
}

const usersNow = async () =>
  await database.run(
    (sql) =>
      sql<{ name: string; origin: string; role: string }[]>`select name, origin, role from argos_user order by id`,
  );

describe("a provider of OpenID Connect", () => {
  test("lets somebody in, who comes back to where the login began", async () => {
    await using provider = await startForgedProvider({});
    const settings = { openid: openidSettings({ issuer: provider.issuer }), publicUrl: "http://localhost" };
    const browser = visitor(openServer(database, { settings }), "198.51.100.7");
    const asked = await browser.ask("/sites?severity=critical");
    expect(asked.headers.get("location")).toBe("/login?next=%2Fsites%3Fseverity%3Dcritical");
    const login = await browser.ask(asked.headers.get("location") ?? "");
    const [, href = ""] = /href="(\/login\/openid[^"]*)"/.exec(login.text) ?? [];
    const left = await browser.ask(href.replaceAll("&amp;", "&"));
    const back = new URL(provider.comeBack(new URL(left.headers.get("location") ?? "")));
    const arrived = await browser.ask(`${back.pathname}${back.search}`);
    expect([arrived.status, arrived.headers.get("location")]).toEqual([303, "/sites?severity=critical"]);
    const [user] = await usersNow();
    expect(user).toMatchObject({ origin: "openid", role: "administrator" });
    const session = arrived.headers.getSetCookie().find((cookie) => cookie.startsWith("argos="));
    browser.cookies = session?.split(";")[0] ?? "";
    expect(await personOf(browser)).toBe(user?.name);
  });
});

describe("a proxy that has logged somebody in", () => {
  const through = (headers: Record<string, string>, address = proxy) => {
    const browser = visitor(openServer(database, { settings: { trustedProxy } }), address);
    return { browser, login: async () => await browser.ask("/login?next=/sites", { headers }) };
  };

  test.each([
    ["ada", "administrator"],
    ["eve", "reader"],
  ])("lets %s in as %s, with a session of Argos", async (name, role) => {
    const { browser, login } = through({ "x-remote-user": name });
    const answer = await login();
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/sites"]);
    expect<unknown>(await usersNow()).toEqual([{ name, origin: "proxy", role }]);
    expect(await personOf(browser)).toBe(name);
  });

  test.each([
    [{ "x-remote-user": "ada" }, "198.51.100.7"],
    [{ "x-remote-user": "ada", "x-forwarded-for": proxy }, "198.51.100.7"],
    [{ "x-remote-user": "ada, eve" }, proxy],
    [{ "x-remote-user": "" }, proxy],
    [{ "x-other-user": "ada" }, proxy],
  ])("%j from %s lets nobody in", async (headers, address) => {
    const { browser, login } = through(headers, address);
    expect((await login()).status).toBe(200);
    expect(await personOf(browser)).toBeUndefined();
    expect<unknown>(await usersNow()).toEqual([]);
  });

  test("lets nobody in whom an administrator has disabled", async () => {
    const { browser, login } = through({ "x-remote-user": "eve" });
    await login();
    await database.run((sql) => sql`update argos_user set disabled_at = now()`);
    browser.cookies = "";
    expect((await login()).status).toBe(403);
    expect(await personOf(browser)).toBeUndefined();
  });
});

test.each([
  [proxy, "203.0.113.9", "203.0.113.9"],
  ["198.51.100.7", "203.0.113.9", "198.51.100.7"],
])("a failed login from %s forwarded for %s is recorded as from %s", async (socket, forwardedFor, recorded) => {
  const browser = visitor(openServer(database, { settings: { trustedProxy } }), socket);
  const headers = { origin: "http://localhost", "x-forwarded-for": forwardedFor };
  await browser.ask("/login", { method: "POST", headers, fields: { name: "ada", password: "wrong-password" } });
  const rows = await database.run((sql) => sql<{ address: string }[]>`select address from audit`);
  expect<unknown>(rows).toEqual([{ address: recorded }]);
});
