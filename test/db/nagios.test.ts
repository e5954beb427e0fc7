import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { publish } from "../../src/server/published/publish.ts";
import { nothingPublished } from "../builders/published.ts";
import { serverSettings } from "../builders/server-settings.ts";
import { aSite } from "../builders/site.ts";
import { storeTarget } from "../builders/stored-target.ts";
import { freePort, temporaryDirectory, urlOf, write } from "../harness/argos.ts";
import { testDatabase } from "../harness/database.ts";
import { apiToken } from "../harness/served.ts";
import { startApp } from "../harness/server.ts";

const held = new AsyncDisposableStack();
afterAll(() => held.disposeAsync());
const files = held.use(temporaryDirectory());
const { database, address } = await testDatabase();
const sites = [
  aSite({ domain: "https://a.test", labels: { owner: "asso" } }),
  aSite({ domain: "https://b.test", labels: { owner: "asso", "a:b": "x" } }),
  aSite({ domain: "https://c.test", labels: { owner: "else" } }),
];
const published = () => publish(nothingPublished({ sites }));
const closed = () => serverSettings({ unauthenticatedAccess: "none" });
const server = held.use(held.use(await startApp(database, undefined, { published, server: closed })).listen());
const config = write(
  files.path,
  "argos.yaml",
  `general: {db: {url: "${urlOf(address)}"}}
websites:
${sites.map(({ domain, labels }) => `  - {domain: "${domain}", labels: ${JSON.stringify(labels)}, checks: [{status-is: 200}]}`).join("\n")}
`,
);

beforeAll(async () => {
  for (const { domain, labels } of sites)
    await storeTarget(database, { domain, labels, message: "expected 200 | saw\n503" });
  await database.run((sql) => sql`update check_state set severity = 2 where target_id = 2`);
  await database.run((sql) => sql`update check_state set severity = 0, message = '' where target_id = 3`);
});

async function nagios(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const main = join(import.meta.dir, "../../src/cli/main.ts");
  const child = Bun.spawn([process.execPath, main, "nagios", ...args], {
    cwd: files.path,
    env: { PATH: process.env.PATH ?? "", HOME: files.path, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { out, err, code };
}

const counts = (out: string) => /- (?:.*; )?(.*) \|/.exec(out.split("\n")[0] ?? "")?.[1];

describe.each([
  ["on the database of the configuration", ["--config", config], {}],
  ["through a server elsewhere", ["--server", server.url], { ARGOS_TOKEN: apiToken }],
] as const)("%s", (_name, where, env) => {
  test.each([
    [[], 2, "1 critical, 1 warning, 0 unknown of 3 checks"],
    [["-c", "1"], 1, "1 critical, 1 warning, 0 unknown of 3 checks"],
    [["-c", "1", "-w", "1", "-w", "ok=@1"], 1, "1 critical, 1 warning, 0 unknown of 3 checks"],
    [["-c", "1", "-w", "1"], 0, "1 critical, 1 warning, 0 unknown of 3 checks"],
    [["--label", "owner:asso"], 2, "1 critical, 1 warning, 0 unknown of 2 checks of 2 sites"],
    [["--label", "owner:else"], 0, "0 critical, 0 warning, 0 unknown of 1 checks of 1 site"],
    [["--site", "b.test", "--label", "owner:asso"], 1, "0 critical, 1 warning, 0 unknown of 1 checks of 1 site"],
    [["--site", "https://C.test/"], 0, "0 critical, 0 warning, 0 unknown of 1 checks of 1 site"],
    [["--site", "d.test"], 3, "0 critical, 0 warning, 0 unknown of 0 checks of 0 sites"],
    [["--label", "owner:nobody"], 3, "0 critical, 0 warning, 0 unknown of 0 checks of 0 sites"],
  ] as const)("%j exits with %d", async (args, code, said) => {
    const seen = await nagios([...args, ...where], env);
    expect({ code: seen.code, said: counts(seen.out), err: seen.err }).toEqual({ code, said, err: "" });
  });

  test("the worst follow, a line each, whatever they say", async () => {
    const [, ...lines] = (await nagios([...where], env)).out.trimEnd().split("\n");
    expect(lines).toEqual([
      "CRITICAL https://a.test/ status-is: expected 200 ¦ saw 503 (since 1970-01-01 00:00:00 UTC)",
      "WARNING https://b.test/ status-is: expected 200 ¦ saw 503 (since 1970-01-01 00:00:00 UTC)",
    ]);
  });
});

describe("what cannot be found out is UNKNOWN, said on standard output:", () => {
  test.each([
    ["an unreachable server", ["--server", `http://127.0.0.1:${freePort()}`], { ARGOS_TOKEN: "x" }, /cannot reach/],
    ["a wrong token", ["--server", server.url], { ARGOS_TOKEN: "x" }, /refuses the token/],
    ["no token", ["--server", server.url], {}, /no token/],
    ["no configuration", ["--config", "absent.yaml"], {}, /absent\.yaml/],
    ["a wrong range", ["-c", "20:10"], {}, /It must be a range/],
    ["an unknown option", ["--warn", "1"], {}, /unknown option/],
  ] as const)("%s", async (_what, args, env, why) => {
    const { out, code } = await nagios(args, env);
    expect({ code, lines: out.trimEnd().split("\n").length }).toEqual({ code: 3, lines: 1 });
    expect(out).toMatch(/^ARGOS UNKNOWN - [^|]+\n$/);
    expect(out).toMatch(why);
  });

  test("no answer in time", async () => {
    const silent = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Promise<Response>(() => undefined) });
    held.defer(() => silent.stop(true));
    const { out, code } = await nagios(["--server", silent.url.href, "-t", "0.2"], { ARGOS_TOKEN: "x" });
    expect({ out, code }).toEqual({ out: "ARGOS UNKNOWN - no answer within 0.2 s\n", code: 3 });
  });
});
