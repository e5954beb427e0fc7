import { beforeEach, expect, test } from "bun:test";
import { createBearerCheck } from "../../src/server/auth/bearer.ts";
import { identifyBySecrets } from "../../src/server/auth/config-secrets.ts";
import { mintToken } from "../../src/server/auth/tokens.ts";
import { storeToken } from "../builders/user.ts";
import { testDatabase } from "../harness/database.ts";
import { emptyTables } from "../harness/empty-tables.ts";
import { openServer, type TestServer, type Visited, visitor } from "../harness/visitor.ts";

const { database } = await testDatabase();
const agentToken = "a-long-token-of-an-agent";
const short = "shorter-one";
const secrets = identifyBySecrets({
  agent: createBearerCheck([agentToken]),
  api: createBearerCheck([short]),
});

beforeEach(async () => {
  await emptyTables(database, "api_token");
});

function open(): TestServer {
  return openServer(database, { secrets });
}

async function show(server: TestServer, address: string, token: string): Promise<Visited> {
  return await visitor(server, address).ask("/api/v1/sites", { headers: { authorization: `Bearer ${token}` } });
}

async function showWrong(server: TestServer, address: string, count: number): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (let at = 0; at < count; at += 1) statuses.push((await show(server, address, `wrong-${at}`)).status);
  return statuses;
}

test("twenty wrong tokens a minute from an address are 401, and then 429 with the time to wait", async () => {
  const server = open();
  expect(await showWrong(server, "192.0.2.1", 20)).toEqual(Array.from({ length: 20 }, () => 401));
  const refused = await show(server, "192.0.2.1", "wrong");
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(50);
  expect(refused.headers.get("content-type")).toBe("application/problem+json");
  expect((await show(server, "192.0.2.2", "wrong")).status).toBe(401);
});

test("many at once are counted one by one", async () => {
  const server = open();
  const all = await Promise.all(Array.from({ length: 60 }, (_, at) => show(server, "192.0.2.1", `wrong-${at}`)));
  expect(all.filter(({ status }) => status === 401)).toHaveLength(20);
  expect(all.filter(({ status }) => status === 429)).toHaveLength(40);
});

test("a network of 64 bits of IPv6 is one address", async () => {
  const server = open();
  await showWrong(server, "2001:db8::1", 20);
  expect((await show(server, "2001:db8::2", "wrong")).status).toBe(429);
  expect((await show(server, "2001:db8:0:1::2", "wrong")).status).toBe(401);
});

test("who has the right token is let in from the same address, an agent's and one of the database", async () => {
  const server = open();
  const used = await storeToken(database);
  const fresh = await storeToken(database);
  expect((await show(server, "192.0.2.1", used.text)).status).toBe(200);
  await showWrong(server, "192.0.2.1", 25);
  expect((await show(server, "192.0.2.1", used.text)).status).toBe(200);
  expect((await show(server, "192.0.2.1", fresh.text)).status).toBe(200);
  // not 429: it is right, and may only do what agents do
  expect((await show(server, "192.0.2.1", agentToken)).status).toBe(403);
});

test("a token short enough to be found by trying is not compared while its address is limited", async () => {
  const server = open();
  await showWrong(server, "192.0.2.1", 20);
  expect((await show(server, "192.0.2.1", short)).status).toBe(429);
  expect((await show(server, "192.0.2.2", short)).status).toBe(200);
  await showWrong(server, "192.0.2.2", 20);
  expect((await show(server, "192.0.2.2", short)).status).toBe(200);
});

test("tokens of nobody cost few look-ups, and the one that is known goes on", async () => {
  const counted = { lookups: 0 };
  const counting = {
    ...database,
    run: (async (work) => {
      counted.lookups += 1;
      return await database.run(work);
    }) satisfies typeof database.run,
  };
  const server = openServer(counting, { secrets, routesDatabase: database });
  const known = await storeToken(database);
  await show(server, "192.0.2.1", known.text);
  await showWrong(server, "192.0.2.1", 20);
  counted.lookups = 0;
  const guesses = Array.from({ length: 500 }, () => show(server, "192.0.2.1", mintToken().text));
  expect((await Promise.all(guesses)).every(({ status }) => status === 429)).toBe(true);
  expect(counted.lookups).toBeLessThan(250);
  expect((await show(server, "192.0.2.1", known.text)).status).toBe(200);
});

test("what is open stays open", async () => {
  const server = open();
  await showWrong(server, "192.0.2.1", 25);
  const headers = { authorization: "Bearer wrong" };
  expect((await visitor(server, "192.0.2.1").ask("/-/healthy", { headers })).status).toBe(200);
});
