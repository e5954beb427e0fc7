import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { storeIncident } from "../builders/incident.ts";
import { eventually, freePort, startArgos, urlOf, write } from "../harness/argos.ts";
import { testDatabase } from "../harness/database.ts";

const held = new AsyncDisposableStack();
afterAll(() => held.disposeAsync());
const root = join(import.meta.dir, "../..");
const folder = join(root, "dist");
mkdirSync(folder, { recursive: true });
/** Below the repository, so that the client finds openapi-fetch. */
const directory = mkdtempSync(join(folder, "client-"));
held.defer(() => rmSync(directory, { recursive: true, force: true }));

const { database, address } = await testDatabase();
const port = freePort();
const url = `http://127.0.0.1:${port}`;
const token = "a-token-of-the-api-for-the-client";
const source = readFileSync(join(root, "test/harness/client/client.ts.txt"), "utf8");

beforeAll(async () => {
  const config = write(
    directory,
    "argos.yaml",
    `general: {db: {url: "${urlOf(address)}"}, unauthenticated_access: all}
service: {api_tokens: [${token}]}
websites:
${["a", "b", "c", "d"].map((name) => `  - {domain: "https://${name}.example.org"}`).join("\n")}
  - {domain: "https://e.example.org", labels: {owner: asso-42}}
`,
  );
  held.use(startArgos(["serve", "--config", config, "--port", String(port)], { directory, name: "server" }));
  await eventually(async () => (await fetch(`${url}/-/ready`)).ok, "the server to be ready");
  await storeIncident(database, { severity: "critical" });
  const document = write(directory, "openapi.json", await (await fetch(`${url}/openapi.json`)).text());
  const types = await run([process.execPath, join(root, "test/harness/client/generate-types.ts"), document]);
  expect([types.code, types.err]).toEqual([0, ""]);
  write(directory, "argos.ts", types.out);
  const compilerOptions = { strict: true, noEmit: true, skipLibCheck: true, allowImportingTsExtensions: true };
  const modules = { module: "Preserve", moduleResolution: "bundler", target: "ESNext", types: ["bun-types"] };
  const strictness = { noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true };
  write(
    directory,
    "tsconfig.json",
    JSON.stringify({ compilerOptions: { ...compilerOptions, ...modules, ...strictness }, include: ["*.ts"] }),
  );
});

/** Compiles what stands in the folder; the lines that the compiler says. */
async function compile(): Promise<{ readonly code: number; readonly out: string }> {
  return await run([process.execPath, "--bun", join(root, "node_modules/typescript/bin/tsc"), "-p", directory]);
}

test("a client made from the document compiles, lists, filters, silences and acknowledges", async () => {
  const client = write(directory, "client.ts", source);
  expect(await compile()).toMatchObject({ code: 0, out: "" });
  const { out, err, code } = await run([process.execPath, client, url, token]);
  expect({ err, code }).toEqual({ err: "", code: 0 });
  expect(JSON.parse(out)).toEqual({
    domains: ["a", "b", "c", "d", "e"].map((name) => `https://${name}.example.org`),
    labels: { owner: "asso-42" },
    silence: { labels: { owner: "asso-42" } },
    active: 1,
    endedBy: "service.api_tokens",
    acknowledged: "acknowledged",
    acknowledgedAt: "string",
    missing: 404,
    refused: 422,
  });
});

test.each([
  ['severity: "unknown"', 'severity: "terrible"'],
  ['for: "2h", comment', 'during: "2h", comment'],
  ["const silenceId: number", "const silenceId: string"],
  ['GET("/api/v1/sites",', 'GET("/api/v1/hosts",'],
])("a client with a mistake does not compile: %s as %s", async (right, wrong) => {
  expect(source).toContain(right);
  write(directory, "client.ts", source.replace(right, wrong));
  const { code, out } = await compile();
  expect([code === 0, out.includes("client.ts")]).toEqual([false, true]);
});

async function run(command: readonly string[]) {
  const child = Bun.spawn([...command], { cwd: directory, stdio: ["ignore", "pipe", "pipe"] });
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return { out, err, code: await child.exited };
}
