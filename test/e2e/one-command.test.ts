import { expect, setDefaultTimeout, test } from "bun:test";
import { eventually, freePort, startArgos, stateDirectory, temporaryDirectory, write } from "../harness/argos.ts";

setDefaultTimeout(120_000);

test("one command and five lines fill the summary page; killed, it leaves no agent behind, and started again it goes on", async () => {
  await using stack = new AsyncDisposableStack();
  const directory = stack.use(temporaryDirectory()).path;
  const state = stack.use(stateDirectory()).path;
  const port = freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = write(
    directory,
    "argos.yaml",
    `general: {frequency: 2s, state_directory: ${state}, unauthenticated_access: all}
probe: {allow_networks: [loopback]}
websites:
  - domain: ${url}
    paths: [{path: /-/healthy, checks: [status-is: 200]}]
`,
  );
  const serve = (name: string) =>
    stack.use(startArgos(["serve", "--with-agent", "--config", config, "--port", String(port)], { directory, name }));
  const filled = async () => {
    const page = await (await fetch(`${url}/`)).text();
    const counts = await (await fetch(`${url}/api/severities`)).json();
    return counts.ok === 1 && page.includes("<table") && page;
  };

  const first = serve("first");
  const page = await eventually(filled, "the summary page to be filled", 60_000);
  expect(page).toContain("Argos");
  const agents = childrenOf(first.pid);
  expect(agents.length).toBeGreaterThan(0);

  first.kill("SIGKILL");
  await first.exited;
  await eventually(async () => agents.every((pid) => !lives(pid)), "the agent of the killed server to end");

  serve("second");
  const before = await eventually(async () => await resultsAt(url), "the second server", 60_000);
  await eventually(async () => (await resultsAt(url)) > before, "new results after the restart");
});

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
