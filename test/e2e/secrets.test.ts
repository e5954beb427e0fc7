import { afterAll, beforeAll, expect, test } from "bun:test";
import PostalMime from "postal-mime";
import { stringify } from "yaml";
import { accessTable } from "../../src/server/auth/access.ts";
import { pathsOf } from "../browser/sample-paths.ts";
import {
  type ArgosProcess,
  eventually,
  freePort,
  runArgos,
  startArgos,
  temporaryDirectory,
  write,
} from "../harness/argos.ts";
import { testDatabase } from "../harness/database.ts";
import { startEchoServer } from "../harness/echo-server.ts";
import { createMarks, markedConfig } from "../harness/marked-config.ts";
import { startSmtpSink } from "../harness/smtp-sink.ts";
import { textWords } from "../harness/text-words.ts";

const held = new AsyncDisposableStack();
afterAll(() => held.disposeAsync());
const { path: directory } = held.use(temporaryDirectory());
const { database, address } = await testDatabase();
const echo = held.use(startEchoServer());
const port = freePort();
const url = `http://127.0.0.1:${port}`;
const marks = createMarks();
const env = { HOOK: marks.plant("a variable in a path") };
const mailPassword = marks.plant("general.mail.auth.password");
const smtp = held.use(await startSmtpSink({ login: { user: "ada", password: mailPassword } }));
const places = { port, smtpPort: smtp.port, mailPassword, echoPort: echo.port, database: address };
const marked = markedConfig(marks, places);
const good = stringify(marked);
const configFile = write(directory, "argos.yaml", good);
const password = "correct horse battery staple";
const passwordFile = write(directory, "password", password);
const [agentSecret = ""] = marked.service.secrets;
const [apiToken = ""] = marked.service.api_tokens;
const statusKey = marked.status_pages.closed.key;

/** Asks one part of the program, and gives what it said. */
const argos = async (...args: readonly string[]) => {
  const { out, err, code } = await runArgos(args, { directory, env });
  return { text: `${out}\n${err}`, code };
};
const withConfig = async (...args: readonly string[]) => await argos(...args, "--config", configFile);

/** What leaks where: nothing, or each output with the paths of the secrets in it. */
function leaksIn(outputs: Readonly<Record<string, string>>): Readonly<Record<string, readonly string[]>> {
  const found = Object.entries(outputs).map(([name, text]) => [name, marks.foundIn(text)] as const);
  return Object.fromEntries(found.filter(([, paths]) => paths.length > 0));
}

let server: ArgosProcess;
let agent: ArgosProcess;
let cookies: Readonly<Record<"administrator" | "reader", string>>;

beforeAll(async () => {
  const serve = ["serve", "--config", configFile, "--port", String(port), "--log-level", "debug"];
  server = held.use(startArgos(serve, { directory, name: "server", env }));
  await eventually(async () => (await fetch(`${url}/-/ready`)).ok, "the server to be ready");
  agent = held.use(
    startArgos(["agent", url, "--name", "paris", "--log-level", "debug"], {
      directory,
      name: "agent",
      env: { ARGOS_AGENT_TOKEN: agentSecret },
    }),
  );
  for (const role of ["administrator", "reader"])
    expect((await withConfig("user", "add", role, "--role", role, "--password-file", passwordFile)).code).toBe(0);
  cookies = { administrator: await logIn("administrator"), reader: await logIn("reader") };
  await eventually(
    async () => smtp.mails.length > 0 && echo.posted.some(({ path }) => path.startsWith("/hook/")),
    "messages",
  );
  await eventually(async () => (await database.run((sql) => sql`select from incident`)).length >= 3, "incidents");
});

async function logIn(name: string): Promise<string> {
  const response = await fetch(`${url}/login`, {
    method: "POST",
    redirect: "manual",
    headers: { accept: "text/html", origin: url, "sec-fetch-site": "same-origin" },
    body: new URLSearchParams({ name, password }),
  });
  expect(response.status).toBe(303);
  return response.headers
    .getSetCookie()
    .map((one) => one.replace(/;.*/s, ""))
    .join("; ");
}

/** Headers and body as they come: a `Location` is an output too. */
async function answerOf(path: string, init: RequestInit): Promise<string> {
  const response = await fetch(`${url}${path}`, { redirect: "manual", ...init });
  return `${response.status} ${JSON.stringify([...response.headers])}\n${await response.text()}`;
}

test("every secret of the configuration has its mark", () => {
  const secrets = textWords().filter(({ isSecret }) => isSecret);
  expect(secrets.map(({ path }) => path).filter((path) => !marks.planted.has(path))).toEqual([]);
});

test("no command says one", async () => {
  const silence = await withConfig("silence", "add", "--match", "label.owner=asso", "--for", "1h");
  const commands = [
    ["config", "validate", configFile],
    ["config", "show", configFile],
    ["config", "schema"],
    ["migrate", "--config", configFile],
    ...["local", "mail", "gotify", "ntfy", "webhook", "apprise", "heartbeat", "nobody"].map((channel) => [
      "test-notification",
      channel,
      "--config",
      configFile,
    ]),
    ["token", "create", "--name", "grafana", "--scope", "read", "--config", configFile],
    ...["token", "user", "silence", "message"].map((noun) => [noun, "list", "--json", "--config", configFile]),
    ["message", "list", "--config", configFile],
    ["silence", "end", "1", "--config", configFile],
    ["maintenance", "start", "--match", "label.owner=asso", "--for", "1h", "--config", configFile],
    ["maintenance", "end", "--match", "label.owner=asso", "--config", configFile],
    ["nagios", "--config", configFile],
    ["serve", "--config", configFile, "--port", String(port)],
  ];
  const outputs: Record<string, string> = { "silence add": silence.text };
  for (const args of commands) outputs[args.join(" ")] = (await argos(...args)).text;
  expect(outputs[`config show ${configFile}`]).toContain('X-Api: "***"');
  expect(outputs[`test-notification webhook --config ${configFile}`]).toContain("418");
  expect(outputs[`message list --config ${configFile}`]).toContain("webhook:");
  expect(leaksIn(outputs)).toEqual({});
});

/** Files that are refused, each with a secret in the place that is wrong. */
const wrong: Readonly<Record<string, string>> = {
  "a mistyped domain": good.replace("domain: http://ada:", "domain: htps://ada:"),
  "a space in a domain": good.replace("@one.test", "@one test"),
  "a list in one line": good.replace(/secrets:\n\s+- (\w+)/, "secrets: $1"),
  "a login in one line": good.replace(/auth:\n\s+login: ada\n\s+password: (\w+)/, "auth: $1"),
  "headers in one line": good.replace(/headers:\n\s+X-Api: (\w+)/, "headers: $1"),
  "no quotes": good.replace(/bind_pwd: (\w+)/, "bind_pwd: *$1"),
  "an unreachable database": good.replace(
    /url: postgresql:\/\/(\w+):(\w+)@\S+/,
    "url: postgresql://$1:$2@127.0.0.1:1/a?password=$2",
  ),
};

test("no problem of a file says one, whoever reports it", async () => {
  const outputs: Record<string, string> = {};
  for (const [name, text] of Object.entries(wrong)) {
    expect(text).not.toBe(good);
    const file = write(directory, "wrong.yaml", text);
    for (const args of [
      ["config", "validate", file],
      ["config", "show", file],
      ["migrate", "--config", file],
      ["serve", "--config", file, "--port", "0"],
      ["silence", "list", "--config", file],
    ]) {
      if (name === "an unreachable database" && args[0] === "serve") continue;
      outputs[`${args[0]} ${args[1]}: ${name}`] = (await argos(...args)).text;
    }
  }
  expect(leaksIn(outputs)).toEqual({});
});

test("no reload that fails or succeeds says one, to its caller, on a page or in the log", async () => {
  const headers = { authorization: `Bearer ${apiToken}` };
  const outputs: Record<string, string> = {};
  for (const [name, text] of Object.entries({ ...wrong, good })) {
    write(directory, "argos.yaml", text);
    const reload = { method: "POST", headers };
    if (name !== "an unreachable database") outputs[name] = await answerOf("/api/v1/configuration/reload", reload);
    outputs[`${name}, on the page`] = await answerOf("/configuration", {
      headers: { accept: "text/html", cookie: cookies.administrator },
    });
  }
  write(directory, "argos.yaml", good);
  expect(outputs["a mistyped domain"]).toContain("htps://***@");
  expect(leaksIn(outputs)).toEqual({});
});

/** Every address that is read, with what stands for the things of this installation. */
async function allPaths(): Promise<readonly string[]> {
  const ids = await database.run(
    (sql) => sql<{ kind: string; id: number }[]>`
      select 'sites' as kind, id from site
      union all select 'targets', id from target
      union all select 'incidents', id from incident`,
  );
  const of = (wanted: string) => ids.filter(({ kind }) => kind === wanted).map(({ id }) => id);
  const [cause] = await database.run((sql) => sql<{ id: number }[]>`select id from cause limit 1`);
  const text = (await Promise.all(smtp.mails.map(({ raw }) => PostalMime.parse(raw)))).map((mail) => mail.text).join();
  const actLinks = [...text.matchAll(/http:\S+(\/act\/\S+)/g)].map(([, path = ""]) => path).slice(0, 2);
  const statusPaths = ["/status/open", `/status/closed/${statusKey}`];
  const pages = of("incidents").flatMap((incidentId, at) => {
    const story = {
      siteId: of("sites")[at] ?? 0,
      targetId: of("targets")[at] ?? 0,
      incidentId,
      causeId: cause?.id ?? 0,
    };
    return pathsOf({ database, origin: url, story, actLinks, statusPaths, setupKey: undefined, cookie: "" });
  });
  const routes = Object.keys(accessTable).flatMap((route) => {
    const [method, path = ""] = route.split(" ");
    if (method !== "GET" || /:(?:name|key|file|action)/.test(path)) return [];
    const [, kind = ""] = /\/(\w+)\/:id/.exec(path) ?? [];
    return path.includes(":id") ? of(kind).map((id) => path.replace(":id", String(id))) : [path];
  });
  const files = [
    "/badges/open.svg",
    "/badges/open.json",
    "/badges/label/owner/asso.svg",
    "/feeds/incidents.atom?page=open",
  ];
  return [...new Set([...pages, ...routes, ...files])];
}

test("no page, no route of the API and no series of metrics says one, to a reader or an administrator", async () => {
  const callers = {
    reader: { cookie: cookies.reader },
    administrator: { cookie: cookies.administrator },
    token: { authorization: `Bearer ${apiToken}` },
    nobody: { authorization: "" },
  };
  const paths = await allPaths();
  const statuses: Record<string, number> = {};
  const outputs: Record<string, string> = {};
  for (const path of paths) {
    for (const [caller, headers] of Object.entries(callers)) {
      const accept = path.startsWith("/api/") ? "application/json" : "text/html";
      const text = await answerOf(path, { headers: { accept, ...headers } });
      const status = text.slice(0, 3);
      statuses[status] = (statuses[status] ?? 0) + 1;
      // who looks at the page has its key
      outputs[`${caller} ${path.replace(statusKey, "KEY")}`] = path.includes(statusKey)
        ? text.replaceAll(statusKey, "KEY")
        : text;
    }
  }
  expect(statuses["200"]).toBeGreaterThan(150);
  expect(statuses["500"]).toBeUndefined();
  const target = Object.entries(outputs).find(
    ([name, text]) => /^reader \/targets\/\d+$/.test(name) && text.includes("X-Api"),
  );
  expect(target?.[1]).toContain("X-Api: ***");
  expect(leaksIn(outputs)).toEqual({});
});

test("no message says one but to the service whose own it is", async () => {
  const mails = await Promise.all(smtp.mails.map(({ raw }) => PostalMime.parse(raw)));
  const outputs: Record<string, string> = {};
  for (const [at, mail] of mails.entries()) outputs[`mail ${at}`] = JSON.stringify(mail);
  const own: Readonly<Record<string, RegExp>> = { ntfy: /ntfy\[\]\.topic$/, apprise: /apprise(\.\*)?\[\]$/ };
  for (const { path, body } of echo.posted) {
    const [, service = ""] = path.split("/");
    if (!["gotify", "ntfy", "hook", "apprise"].includes(service)) continue;
    const found = marks.foundIn(body).filter((one) => own[service]?.test(one) !== true);
    outputs[`${service} ${Object.keys(outputs).length}`] = found.length === 0 ? "" : body;
  }
  expect(mails.length).toBeGreaterThan(0);
  const reached = new Set(Object.keys(outputs).map((name) => name.split(" ")[0]));
  expect([...reached].sort()).toEqual(["apprise", "gotify", "hook", "mail", "ntfy"]);
  expect(leaksIn(outputs)).toEqual({});
});

test("no log says one, of the server or of the agent, and no audit", async () => {
  await fetch(`${url}/login`, {
    method: "POST",
    headers: { origin: url },
    body: new URLSearchParams({ name: "stranger", password }),
  });
  await answerOf("/login/openid", { headers: { accept: "text/html" } });
  await answerOf(`/status/closed/${statusKey}/more?key=${statusKey}`, { headers: { accept: "text/html" } });
  const audit = await database.run((sql) => sql`select * from audit`);
  expect(audit.length).toBeGreaterThan(5);
  const outputs = { server: await server.log(), agent: await agent.log(), audit: JSON.stringify(audit) };
  expect(outputs.server).toContain("level=");
  expect(leaksIn(outputs)).toEqual({});
});
