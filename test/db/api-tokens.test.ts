import { beforeEach, describe, expect, test } from "bun:test";
import { mintToken, parseToken } from "../../src/server/auth/tokens.ts";
import { listTokens, revokeToken } from "../../src/store/api-tokens.ts";
import { storeToken } from "../builders/user.ts";
import { testDatabase } from "../harness/database.ts";
import { emptyTables } from "../harness/empty-tables.ts";
import { heldClock } from "../harness/held-clock.ts";
import { openServer, type TestServer } from "../harness/visitor.ts";

const { database } = await testDatabase({ access: "none" });

beforeEach(async () => {
  await emptyTables(database, "api_token");
});

async function ask(server: TestServer, token: string, path = "/api/v1/sites"): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  return (await server.handle(new Request(`http://localhost${path}`, { headers }))).status;
}

async function revoke(id: string): Promise<void> {
  await database.run((sql) => revokeToken(sql, { id, by: "cli:test" }));
}

test("a token has a public name of 64 bits and a secret of 256, which nothing else gives", () => {
  const minted = mintToken();
  expect(minted.text).toMatch(/^argos_[0-9a-f]{16}_[\w-]{43}$/);
  expect(parseToken(minted.text)?.id).toBe(minted.id);
  expect(Buffer.from(minted.secretHash)).toHaveLength(32);
});

test.each([
  "",
  "argos_",
  "argos_x_y",
  `argos_${"0".repeat(16)}_${"x".repeat(42)}`,
  `argos_${"0".repeat(16)}_${"x".repeat(44)}`,
])("%p is no token", (text) => {
  expect(parseToken(text)).toBeUndefined();
});

describe("a token lets in", () => {
  test("with its own secret alone, whatever its length", async () => {
    const server = openServer(database);
    const [one, other] = [await storeToken(database), await storeToken(database)];
    const secret = (text: string) => text.split("_").slice(2).join("_");
    expect(await ask(server, one.text)).toBe(200);
    expect(await ask(server, one.text.replace(secret(one.text), secret(other.text)))).toBe(401);
    expect(await ask(server, `${one.text}x`)).toBe(401);
    expect(await ask(server, one.text.slice(0, -1))).toBe(401);
    expect(await ask(server, `argos_${"0".repeat(16)}_${secret(one.text)}`)).toBe(401);
  });

  test("until it is revoked: five seconds later on every server, and from then on", async () => {
    const clock = heldClock();
    const server = openServer(database, { clock });
    const token = await storeToken(database);
    expect(await ask(server, token.text)).toBe(200);
    await revoke(token.id);
    clock.ms = 4999;
    expect(await ask(server, token.text)).toBe(200);
    clock.ms = 5000;
    expect(await ask(server, token.text)).toBe(401);
    expect(await ask(openServer(database), token.text)).toBe(401);
  });

  test("until its end", async () => {
    const server = openServer(database);
    const token = await storeToken(database, { forMs: 3_600_000 });
    expect(await ask(server, token.text)).toBe(200);
    await database.run((sql) => sql`update api_token set expires_at = now() where id = ${token.id}`);
    expect(await ask(openServer(database), token.text)).toBe(401);
  });

  test("although nothing it may do is known to this version", async () => {
    const token = await storeToken(database);
    await database.run((sql) => sql`update api_token set scopes = '{everything}' where id = ${token.id}`);
    expect(await ask(openServer(database), token.text)).toBe(403);
  });
});

test("a new token works while the old one does, and no request fails between them", async () => {
  const clock = heldClock();
  const server = openServer(database, { clock });
  const old = await storeToken(database, { scopes: ["agent"] });
  const lease = async (token: string) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const body = JSON.stringify({ protocol: 1, agent: "paris", instance: "1", version: "1", leases: [] });
    return (
      await server.handle(new Request("http://localhost/api/v1/agent/release", { method: "POST", headers, body }))
    ).status;
  };
  expect(await lease(old.text)).toBe(200);
  const fresh = await storeToken(database, { scopes: ["agent"] });
  expect([await lease(old.text), await lease(fresh.text)]).toEqual([200, 200]);
  await revoke(old.id);
  expect(await lease(fresh.text)).toBe(200);
  clock.ms = 5000;
  expect([await lease(old.text), await lease(fresh.text)]).toEqual([401, 200]);
});

test("the use of a token is written at most each minute", async () => {
  const clock = heldClock();
  const server = openServer(database, { clock });
  const { id, text } = await storeToken(database);
  const used = async () => (await database.run((sql) => listTokens(sql, 1)))[0]?.lastUsedAt?.getTime() ?? 0;
  expect(await used()).toBe(0);
  await ask(server, text);
  expect(await used()).toBeGreaterThan(0);
  await database.run((sql) => sql`update api_token set last_used_at = now() - interval '59 seconds' where id = ${id}`);
  const before = await used();
  await ask(openServer(database), text);
  expect(await used()).toBe(before);
  await database.run((sql) => sql`update api_token set last_used_at = now() - interval '61 seconds' where id = ${id}`);
  clock.ms = 59_999;
  await ask(server, text);
  expect(await used()).toBeLessThan(before);
  clock.ms = 60_000;
  await ask(server, text);
  expect(await used()).toBeGreaterThan(before);
});

test("a token that is not known is not made up for by a cookie, and another scheme is not looked at", async () => {
  const server = openServer(database);
  const headers = { authorization: "Basic YWxpY2U6eA==" };
  expect((await server.handle(new Request("http://localhost/api/v1/sites", { headers }))).status).toBe(401);
});
