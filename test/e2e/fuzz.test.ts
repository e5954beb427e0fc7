import { afterAll, expect, test } from "bun:test";
import fc from "fast-check";
import { storeIncident } from "../builders/incident.ts";
import { storeMessage } from "../builders/message.ts";
import { storeToken } from "../builders/user.ts";
import { eventually, freePort, startArgos, temporaryDirectory, urlOf, write } from "../harness/argos.ts";
import { testDatabase } from "../harness/database.ts";
import { readDocument, type Seen } from "../harness/fuzz/document.ts";
import { type FuzzRequest, requestsOf } from "../harness/fuzz/requests.ts";

/** `ARGOS_FUZZ_REQUESTS=100000 ARGOS_FUZZ_SEED=7 bun test test/e2e/fuzz.test.ts` tries more, and others. */
const count = Number(process.env.ARGOS_FUZZ_REQUESTS ?? 5000);
const seed = Number(process.env.ARGOS_FUZZ_SEED ?? 20_261_201);

/** Requests at once. */
const lanes = 8;
/** Failures that are printed. */
const printedMax = 20;

const held = new AsyncDisposableStack();
afterAll(() => held.disposeAsync());
const directory = held.use(temporaryDirectory()).path;
const { database, address } = await testDatabase();
const port = freePort();
const url = `http://127.0.0.1:${port}`;
const agentSecret = "a-secret-of-agents-for-the-fuzz";
const config = write(
  directory,
  "argos.yaml",
  `general: {db: {url: "${urlOf(address)}"}, unauthenticated_access: all}
service: {secrets: [${agentSecret}], api_tokens: [a-token-of-the-api-for-the-fuzz]}
websites:
${Array.from({ length: 12 }, (_, at) => `  - {domain: "https://site-${at}.example.org", labels: {owner: asso-${at}}}`).join("\n")}
`,
);
held.use(startArgos(["serve", "--config", config, "--port", String(port)], { directory, name: "server" }));
await eventually(async () => (await fetch(`${url}/-/ready`)).ok, "the server to be ready");
await seedRows();
const tokens = await administrators();

test("the binary answers whatever its document allows and forbids as the document says", async () => {
  const api = readDocument(await (await fetch(`${url}/openapi.json`)).json());
  const requests = fc.sample(requestsOf(api), { seed, numRuns: count });
  const failures: string[] = [];
  const statuses = new Map<number, number>();
  await inLanes(requests, async (request) => {
    const seen = await send(request);
    statuses.set(seen.status, (statuses.get(seen.status) ?? 0) + 1);
    const fault =
      request.method === request.operation.method.toUpperCase()
        ? api.judge(request.operation, seen)
        : foreignFault(request, seen);
    if (fault !== undefined)
      failures.push(`${seen.status} ${fault}: ${printed(request)} -> ${seen.text.slice(0, 200)}`);
  });
  const sums = [...statuses].sort(([a], [b]) => a - b).map(([status, times]) => `${status}: ${times}`);
  process.stdout.write(
    `fuzz: ${requests.length} requests, seed ${seed}, ${failures.length} failures (${sums.join(", ")})\n`,
  );
  expect(failures.slice(0, printedMax)).toEqual([]);
});

/** Another method than those of a path: 405 or, for nobody in particular, 404; HEAD is as GET without a body. */
function foreignFault({ method }: FuzzRequest, { status, text }: Seen): string | undefined {
  if (method === "HEAD") return status < 500 && text === "" ? undefined : "a HEAD that fails or has a body";
  return status === 404 || status === 405 ? undefined : "a method that is not documented";
}

async function inLanes<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = all[Symbol.iterator]();
  const lane = async () => {
    for (const one of left) await work(one);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

let sent = 0;

async function send({ operation, method, address: to, headers, body, caller }: FuzzRequest): Promise<Seen> {
  sent += 1;
  const token = operation.isForAgents ? agentSecret : tokens[sent % tokens.length];
  const authorization: Record<string, string> = caller === "nobody" ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(url + to, {
    method,
    headers: { ...headers, ...authorization },
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.timeout(30_000),
  });
  const type = (response.headers.get("content-type") ?? "").split(";")[0]?.trim() ?? "";
  return { status: response.status, type, text: await response.text() };
}

function printed({ method, address: to, headers, body, caller }: FuzzRequest): string {
  const text = body === undefined ? "" : ` ${JSON.stringify(headers)} ${Buffer.from(body).toString().slice(0, 400)}`;
  return `${method} ${to.slice(0, 400)} as ${caller}${text}`;
}

/** Something of everything, so that lists have rows and ids name some. */
async function seedRows(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) {
    const closed = turn % 2 === 0 ? { closedAt: new Date() } : {};
    const { id: incidentId } = await storeIncident(database, {
      subject: `target:${turn + 1}`,
      targetId: turn + 1,
      ...closed,
    });
    await storeMessage(database, { incidentId, state: turn % 3 === 0 ? "dead" : "sent" });
  }
  const post = async (path: string, body: object) => {
    const headers = { "content-type": "application/json", authorization: `Bearer ${agentSecret}` };
    return await (
      await fetch(`${url}/api/v1/agent/${path}`, { method: "POST", headers, body: JSON.stringify(body) })
    ).json();
  };
  const caller = { agent: "paris", instance: "1", version: "0.1.0", protocol: 1 };
  const { leases }: { leases: { taskId: number; token: number; target: { checks: { key: string }[] } }[] } = await post(
    "lease",
    { ...caller, freeSlots: 100, families: [4, 6], waitMs: 1000 },
  );
  const results = leases.map(({ taskId, token, target }) => ({
    ...{ taskId, token, kind: "answer", waitMs: 1, totalMs: 20.5, dnsMs: 1, status: 503, bodyBytes: 10 },
    findings: target.checks.map(({ key }) => ({ key, severity: "critical", reason: "wrong-status", message: "503" })),
    evidence: {
      kind: "answer",
      url: "https://a/",
      timings: { totalMs: 20.5 },
      status: 503,
      headers: [],
      bodyStart: "",
      bodyBytes: 0,
      redirects: [],
    },
  }));
  await post("results", { ...caller, results });
}

/** Many names, since each may write 300 times in ten seconds. */
async function administrators(): Promise<string[]> {
  const scopes = ["admin", "write", "read", "metrics"] as const;
  const sets = scopes.flatMap((a) => scopes.flatMap((b) => (a === b ? [] : [["admin", a, b] as const])));
  return await Promise.all(sets.map(async (set) => (await storeToken(database, { scopes: set })).text));
}
