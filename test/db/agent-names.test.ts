import { beforeEach, describe, expect, test } from "bun:test";
import { namesOfSecretMax } from "../../src/server/agents/agent-names.ts";
import { noteSocketAddress } from "../../src/server/auth/address.ts";
import { createBearerCheck } from "../../src/server/auth/bearer.ts";
import { identifyBySecrets } from "../../src/server/auth/config-secrets.ts";
import { revokeToken } from "../../src/store/api-tokens.ts";
import { aCaller, aLeaseRequest, aResultsRequest } from "../builders/agent-request.ts";
import { manySites } from "../builders/configuration.ts";
import { aRunResult } from "../builders/run-result.ts";
import { storeToken } from "../builders/user.ts";
import { testDatabase } from "../harness/database.ts";
import { emptyTables } from "../harness/empty-tables.ts";
import { heldClock } from "../harness/held-clock.ts";
import { enlist, leaseOne, startAfresh, theTask, watch } from "../harness/queue.ts";
import { agentToken } from "../harness/served.ts";
import { startApp } from "../harness/server.ts";
import { openServer, type TestServer } from "../harness/visitor.ts";

const { database } = await testDatabase();
let clock = heldClock();
let server: TestServer;

beforeEach(async () => {
  await startAfresh(database);
  await emptyTables(database, "api_token", "audit");
  await watch(database, manySites(1));
  clock = heldClock();
  server = openServer(database, { clock });
});

interface Said {
  readonly status: number;
  readonly detail: string;
}

/** Sends what an agent of that name sends, with a token, from an address. */
async function say(
  token: string,
  agent: string,
  { path = "release", body = { leases: [] } as object, address = "192.0.2.1", at = server } = {},
): Promise<Said> {
  const request = new Request(`http://localhost/api/v1/agent/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ ...aCaller, ...body, agent }),
  });
  noteSocketAddress(request, address);
  const response = await at.handle(request);
  const { detail = "" } = (await response.json()) as { detail?: string };
  return { status: response.status, detail };
}

async function forAgent(agent?: string) {
  return await storeToken(database, { scopes: ["agent"], ...(agent === undefined ? {} : { agent }) });
}

async function agents(): Promise<string[]> {
  const rows = await database.run((sql) => sql<{ name: string }[]>`select name from agent order by name`);
  return rows.map((row) => row.name);
}

async function deeds(): Promise<string[]> {
  const rows = await database.run(
    (sql) => sql<{ line: string }[]>`
      select concat_ws(' ', actor, address, action, subject, detail ->> 'agent') as line from audit order by id`,
  );
  return rows.map((row) => row.line);
}

const routes = [
  ["lease", aLeaseRequest()],
  ["results", aResultsRequest()],
  ["release", { leases: [] }],
] as const;

describe("a token that was made for an agent", () => {
  test("lets in that agent alone, on every route, and no other name makes a row", async () => {
    const { text } = await forAgent("paris-1");
    for (const [path, body] of routes) {
      expect((await say(text, "paris-1", { path, body })).status).toBe(200);
      expect(await say(text, "lyon-1", { path, body })).toEqual({
        status: 403,
        detail: "this token belongs to agent paris-1: start the agent with --name paris-1",
      });
    }
    for (const other of ["Paris-1", "paris-1 ", "paris-11", "p\u0430ris-1"]) {
      expect((await say(text, other)).status).toBeGreaterThanOrEqual(403);
    }
    expect(await agents()).toEqual(["paris-1"]);
  });

  test("keeps its name for itself, and shares it with one that was made for the same name", async () => {
    const [mine, next, unbound] = [await forAgent("paris-1"), await forAgent("paris-1"), await forAgent()];
    expect((await say(mine.text, "paris-1")).status).toBe(200);
    expect((await say(next.text, "paris-1")).status).toBe(200);
    for (const stranger of [unbound.text, agentToken]) {
      const { status, detail } = await say(stranger, "paris-1");
      expect([status, detail]).toEqual([403, expect.stringContaining("the name paris-1 belongs to another token")]);
    }
  });

  test("takes its name from a secret at its first use, not before", async () => {
    expect((await say(agentToken, "paris-1")).status).toBe(200);
    const { text } = await forAgent("paris-1");
    clock.ms += 10_000;
    expect((await say(agentToken, "paris-1")).status).toBe(200);
    expect((await say(text, "paris-1")).status).toBe(200);
    clock.ms += 10_000;
    expect((await say(agentToken, "paris-1")).status).toBe(403);
  });

  test("gives its name free when it is revoked", async () => {
    const { id, text } = await forAgent("paris-1");
    await say(text, "paris-1");
    expect((await say(agentToken, "paris-1")).status).toBe(403);
    await database.run((sql) => revokeToken(sql, { id, by: "cli:test" }));
    clock.ms += 10_000;
    expect((await say(agentToken, "paris-1")).status).toBe(200);
  });
});

test("a token without a name takes the first that it says, whichever servers it talks to", async () => {
  const { text } = await forAgent();
  const servers = Array.from({ length: 4 }, () => openServer(database));
  const answers = await Promise.all(servers.map(async (at, n) => await say(text, `agent-${n}`, { at })));
  expect(answers.map((one) => one.status).toSorted()).toEqual([200, 403, 403, 403]);
  expect(await agents()).toHaveLength(1);
});

test("one agent's token cannot end or give back the lease of another, under whichever name", async () => {
  const [paris, lyon] = [await forAgent("paris"), await forAgent("lyon")];
  const id = await enlist(database, "paris");
  const lease = await leaseOne(database, id);
  const results = { path: "results", body: aResultsRequest(aRunResult(lease)) };
  const release = { path: "release", body: { leases: [{ taskId: lease.taskId, token: lease.token }] } };
  for (const what of [results, release]) {
    expect((await say(lyon.text, "paris", what)).status).toBe(403);
    expect((await say(lyon.text, "lyon", what)).status).toBe(200);
  }
  expect(await theTask(database)).toMatchObject({ leasedBy: id, token: lease.token, attempt: 1 });
  expect((await say(paris.text, "paris", results)).status).toBe(200);
  expect((await theTask(database)).leasedBy).toBeNull();
});

describe("a secret of the configuration", () => {
  test(`speaks for ${namesOfSecretMax} agents and no more, however many it tries`, async () => {
    const tries = Array.from({ length: namesOfSecretMax + 20 }, (_, n) => n);
    const answers: Said[] = [];
    for (const n of tries) answers.push(await say(agentToken, `agent-${n}`));
    expect(answers.map((one) => one.status)).toEqual(tries.map((n) => (n < namesOfSecretMax ? 200 : 403)));
    expect(answers.at(-1)?.detail).toBe(
      "this secret speaks for 50 agents, the most it may: " +
        "make a token by argos token create --scope agent --name agent-69",
    );
    expect(await agents()).toHaveLength(namesOfSecretMax);
    expect((await say(agentToken, "agent-3")).status).toBe(200);
  });

  test("gives the place of an agent that is gone for an hour to another, which is then all there is", async () => {
    for (let n = 0; n < namesOfSecretMax; n += 1) await say(agentToken, `agent-${n}`);
    const goneFor = async (minutes: number) => {
      const span = `${minutes} minutes`;
      await database.run(
        (sql) => sql`update agent_name set seen_at = now() - ${span}::interval where name = 'agent-7'`,
      );
      await database.run(
        (sql) => sql`update agent set last_seen_at = now() - ${span}::interval where name = 'agent-7'`,
      );
      clock.ms += 10_000;
    };
    await goneFor(59);
    expect((await say(agentToken, "new")).status).toBe(403);
    await goneFor(61);
    expect((await say(agentToken, "new")).status).toBe(200);
    expect(await agents()).toHaveLength(namesOfSecretMax);
    expect(await agents()).not.toContain("agent-7");
    expect((await say(agentToken, "agent-7")).status).toBe(403);
  });

  test("of an isolated agent does not make it believed by another name", async () => {
    for (let n = 0; n < namesOfSecretMax; n += 1) await say(agentToken, `agent-${n}`);
    await database.run((sql) => sql`update agent_name set seen_at = now() - interval '2 hours'`);
    await database.run((sql) => sql`update agent set isolated_at = now(), isolation = 'x'`);
    expect((await say(agentToken, "new")).status).toBe(403);
  });

  test("is kept by a digest that is slow to guess", async () => {
    await say(agentToken, "paris");
    const [row] = await database.run((sql) => sql<{ credential: string }[]>`select credential from agent_name`);
    expect(row?.credential).toMatch(/^[0-9a-f]{32}$/);
    const hex = (name: string) =>
      new Bun.CryptoHasher(name === "md5" ? "md5" : "sha256").update(agentToken).digest("hex");
    expect(hex("sha256")).not.toContain(row?.credential ?? "");
    expect(hex("md5")).not.toBe(row?.credential ?? "");
  });
});

test("the agent beside a server goes by its own name, which nobody else may use meanwhile", async () => {
  const identify = identifyBySecrets({
    agent: createBearerCheck([agentToken]),
    api: createBearerCheck([]),
    local: { check: createBearerCheck(["a-local-token"]), agent: "host" },
  });
  await using app = await startApp(database, clock, { identify });
  const as = async (token: string, agent: string) =>
    (await app.ask("/api/v1/agent/lease", aLeaseRequest({ agent }), { authorization: `Bearer ${token}` })).status;
  expect(await as("a-local-token", "other")).toBe(403);
  expect(await as("a-local-token", "host")).toBe(200);
  expect(await as(agentToken, "host")).toBe(403);
  await database.run((sql) => sql`update agent_name set seen_at = now() - interval '181 seconds'`);
  clock.ms += 10_000;
  expect(await as(agentToken, "host")).toBe(200);
  expect(await as("a-local-token", "host")).toBe(200);
});

describe("the audit says", () => {
  test("the first use of a token, and each address that is new to it, once", async () => {
    const { id, text } = await forAgent();
    const from = async (address: string) => {
      clock.ms += 10_000;
      expect((await say(text, "paris", { address })).status).toBe(200);
    };
    for (const address of ["192.0.2.1", "192.0.2.2", "192.0.2.1", "2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"]) {
      await from(address);
    }
    const by = (address: string, action: string) => `token:agent ${address} ${action} token:${id} paris`;
    expect(await deeds()).toEqual([
      by("192.0.2.1", "agent.bind"),
      by("192.0.2.2", "agent.address"),
      by("2001:db8::1", "agent.address"),
      by("2001:db8:0:1::1", "agent.address"),
    ]);
  });

  test("the first address of a token that was made for an agent", async () => {
    const { id, text } = await forAgent("paris");
    await say(text, "paris");
    expect(await deeds()).toEqual([`token:agent 192.0.2.1 agent.address token:${id} paris`]);
  });

  test("nothing of an address that was refused", async () => {
    const { text } = await forAgent("paris");
    await say(text, "lyon", { address: "203.0.113.9" });
    expect(await deeds()).toEqual([]);
  });

  test("at most fifty new addresses of a token in an hour, and a hundred are remembered", async () => {
    const { text } = await forAgent("paris");
    const visit = async (count: number, network: string) => {
      for (let n = 0; n < count; n += 1) await say(text, "paris", { address: `${network}.${n}` });
    };
    const told = async () => (await deeds()).length;
    await visit(60, "192.0.2");
    expect(await told()).toBe(50);
    for (const network of ["198.51.100", "203.0.113"]) {
      await database.run((sql) => sql`update agent_address set first_seen_at = now() - interval '61 minutes'`);
      await visit(50, network);
    }
    expect(await told()).toBe(150);
    const [row] = await database.run((sql) => sql<{ n: number }[]>`select count(*)::int as n from agent_address`);
    expect(row?.n).toBe(100);
  });
});
