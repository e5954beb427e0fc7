import { expect, test } from "bun:test";
import {
  type ArgosProcess,
  eventually,
  freePort,
  startArgos,
  stateDirectory,
  temporaryDirectory,
  write,
} from "../harness/argos.ts";
import { type Form, formsIn } from "../harness/forms.ts";

const password = "correct horse battery staple";

test("one command, five lines and the link in the log fill the summary page; killed, it leaves no agent behind, and started again it goes on", async () => {
  await using stack = new AsyncDisposableStack();
  const directory = stack.use(temporaryDirectory()).path;
  const state = stack.use(stateDirectory()).path;
  const port = freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = write(
    directory,
    "argos.yaml",
    `general: {frequency: 2s, state_directory: ${state}}
probe: {allow_networks: [loopback]}
websites:
  - domain: ${url}
    paths: [{path: /-/healthy, checks: [status-is: 200]}]
`,
  );
  const serve = (name: string) =>
    stack.use(startArgos(["serve", "--with-agent", "--config", config, "--port", String(port)], { directory, name }));

  const first = serve("first");
  const link = await linkOf(first);
  expect(link).toStartWith(`${url}/setup?key=`);
  expect((await visit(`${url}/`)).text).not.toContain("<table");
  const form = await setupForm(link);
  const made = await send(form, "ada");
  expect([made.status, made.headers.get("location")]).toEqual([303, "/"]);
  const cookie = made.headers.get("set-cookie")?.split(";")[0] ?? "";
  const page = await eventually(() => filled(url, cookie), "the summary page to be filled");
  expect(page).toContain("Argos");
  const again = await visit(link);
  expect([again.status, formsIn(again.text)]).toEqual([404, []]);
  expect(again.text).toContain("This link does nothing");
  expect((await send(form, "mallory")).status).toBe(404);

  const agents = childrenOf(first.pid);
  expect(agents.length).toBeGreaterThan(0);
  first.kill("SIGKILL");
  await first.exited;
  await eventually(async () => agents.every((pid) => !lives(pid)), "the agent of the killed server to end");

  const second = serve("second");
  const before = await eventually(async () => await resultsAt(url), "the second server");
  await eventually(async () => (await resultsAt(url)) > before, "new results after the restart");
  expect((await visit(`${url}/`, cookie)).text).toContain("<table");
  expect(await second.log()).not.toContain("/setup");
});

/** Where the log leads who starts Argos for the first time. */
async function linkOf(server: ArgosProcess): Promise<string> {
  return await eventually(
    async () => /(http\S+\/setup\?key=[\w-]+)/.exec(await server.log())?.[1],
    "the link in the log",
  );
}

/** The form behind the link. */
async function setupForm(link: string): Promise<Form> {
  const [form] = formsIn((await visit(link)).text);
  if (form === undefined) throw new Error(`there is no form at ${link}`);
  return { action: new URL(form.action, link).href, fields: form.fields };
}

/** Fills the form and sends it as a browser does. */
async function send({ action, fields }: Form, name: string): Promise<Response> {
  for (const [field, value] of [
    ["name", name],
    ["fresh", password],
    ["again", password],
  ] as const)
    fields.set(field, value);
  const headers = { accept: "text/html", origin: new URL(action).origin, "sec-fetch-site": "same-origin" };
  return await fetch(action, { method: "POST", headers, body: fields, redirect: "manual" });
}

async function visit(address: string, cookie = ""): Promise<{ readonly status: number; readonly text: string }> {
  const answer = await fetch(address, { headers: { accept: "text/html", cookie } });
  return { status: answer.status, text: await answer.text() };
}

/** The summary page once it has a result to show. */
async function filled(url: string, cookie: string): Promise<string | false> {
  const { text } = await visit(`${url}/`, cookie);
  const counts: { ok: number } = await (await fetch(`${url}/api/severities`)).json();
  return counts.ok === 1 && text.includes("<table") && text;
}

async function resultsAt(url: string): Promise<number> {
  const stats: { results_count: number } = await (await fetch(`${url}/api/stats`)).json();
  return stats.results_count;
}

function childrenOf(pid: number): number[] {
  const { stdout } = Bun.spawnSync(["sh", "-c", `cat /proc/${pid}/task/*/children`]);
  return stdout.toString().trim().split(/\s+/).filter(Boolean).map(Number).filter(isAgent);
}

function isAgent(pid: number): boolean {
  return Bun.spawnSync(["cat", `/proc/${pid}/cmdline`])
    .stdout.toString()
    .includes("agent");
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
