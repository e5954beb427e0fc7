import { afterAll, expect, test } from "bun:test";
import { aLease } from "../builders/lease.ts";
import { probeSettings } from "../builders/probe-settings.ts";
import { eventually, freePort, runArgos, startArgos, temporaryDirectory, urlOf, write } from "../harness/argos.ts";
import { testDatabase } from "../harness/database.ts";
import { startProtocolServer } from "../harness/protocol-server.ts";

const files = temporaryDirectory();
afterAll(() => files[Symbol.dispose]());

/** EX_SOFTWARE of sysexits.h. */
const brokenExitCode = 70;

/** Environment in which Bun runs this code before the program's own. */
function breaking(name: string, code: string): Record<string, string> {
  return { BUN_OPTIONS: `--preload ${write(files.path, `${name}.ts`, code)}` };
}

/** Breaks the loop that keeps an agent's pace, when `broken` holds. */
const paceBreaksWhen = (broken: string) => `const measure = process.cpuUsage;
let calls = 0;
let signalled = false;
process.on("SIGUSR2", () => { signalled = true; });
process.cpuUsage = (...before) => {
  calls += 1;
  if (${broken}) throw new Error("the clock of this machine is gone");
  return measure.apply(process, before);
};`;

const brokenPace = breaking("pace", paceBreaksWhen("signalled"));
const pacelessAgent = breaking("paceless", paceBreaksWhen("calls > 5"));

/** What nobody catches, at SIGUSR2. */
const left = {
  rejection: breaking("rejection", `process.on("SIGUSR2", () => void Promise.reject(new Error("left alone")));`),
  exception: breaking("exception", `process.on("SIGUSR2", () => { throw new Error("left alone"); });`),
  text: breaking("text", `process.on("SIGUSR2", () => void Promise.reject("left alone"));`),
};

test("an agent whose loop breaks says so in one line, hands back its work, and ends with the exit code", async () => {
  await using server = startProtocolServer();
  server.settings = { revision: "1", probe: probeSettings() };
  using silent = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => undefined } });
  server.offer(aLease({ taskId: 7, leaseMs: 60_000, target: { url: `http://127.0.0.1:${silent.port}/` } }));
  await using agent = startArgos(["agent", server.url.href, "a-token"], {
    directory: files.path,
    name: "pace",
    env: brokenPace,
  });
  await server.when(() => server.leaseRequests.length >= 2);
  agent.kill("SIGUSR2");
  expect(await agent.exited).toBe(brokenExitCode);
  expect(server.released).toEqual([{ taskId: 7, token: 1 }]);
  const errors = linesOf(await agent.log(), "error");
  expect(errors).toHaveLength(1);
  expect(errors[0]).toContain("loop=pace");
  expect(errors[0]).toContain('error="the clock of this machine is gone"');
});

test.each(Object.entries(left))(
  "an agent and a server with an unhandled %s end with the exit code",
  async (name, env) => {
    const { address } = await testDatabase();
    const text = `general: {db: {url: "${urlOf(address)}"}}\nwebsites: [{domain: "https://example.org"}]\n`;
    const config = write(files.path, "argos.yaml", text);
    const ways = [
      ["agent started", ["agent", "http://127.0.0.1:1", "a-token"]],
      ["Argos watches", ["serve", "--config", config, "--port", String(freePort())]],
    ] as const;
    for (const [started, args] of ways) {
      await using process = startArgos(args, { directory: files.path, name: `${name}-${args[0]}`, env });
      await eventually(async () => (await process.log()).includes(started), started);
      process.kill("SIGUSR2");
      expect(await process.exited).toBe(brokenExitCode);
      const log = await process.log();
      const errors = linesOf(log, "error");
      expect(errors).toHaveLength(1);
      expect(errors[0]).toContain('error="left alone"');
      expect(log.split("\n").filter((line) => line !== "" && !line.startsWith("ts="))).toEqual([]);
    }
  },
);

test("a server goes on when its local agent breaks, and starts it again", async () => {
  const { address } = await testDatabase();
  const config = write(
    files.path,
    "with-agent.yaml",
    `general: {db: {url: "${urlOf(address)}"}}\nwebsites: [{domain: "https://example.org"}]\n`,
  );
  await using server = startArgos(["serve", "--with-agent", "--config", config, "--port", String(freePort())], {
    directory: files.path,
    name: "with-agent",
    env: pacelessAgent,
  });
  const again = await eventually(async () => {
    const starts = (await server.log()).split("\n").filter((line) => line.includes('msg="agent started"'));
    return starts.length >= 2 && starts;
  }, "the agent to be started again");
  expect(again.length).toBeGreaterThanOrEqual(2);
  expect(await server.log()).toContain(`msg="the local agent ended and is started again" code=${brokenExitCode}`);
});

test("a fault of a command itself is one line; its stack is there for the asking", async () => {
  const env = breaking("terminal", `process.stdout.write = () => { throw new TypeError("no terminal"); };`);
  const { err, code } = await runArgos(["version"], { directory: files.path, env });
  expect(code).toBe(brokenExitCode);
  expect(err).toMatch(/^argos: a fault of argos [\d.]+ itself: no terminal \(.+\)\n$/);
  const debugged = await runArgos(["version"], { directory: files.path, env: { ...env, ARGOS_DEBUG: "1" } });
  expect(debugged.err).toMatch(/^ +at /m);
});

function linesOf(log: string, level: string): string[] {
  return log.split("\n").filter((line) => line.includes(` level=${level} `));
}
