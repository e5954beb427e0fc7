import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loggerOf } from "../../src/base/log.ts";
import { connectDatabase } from "../../src/db/connect.ts";
import { startEmbedded } from "../../src/db/embedded/start.ts";
import { startHealthyFarm } from "../farm/healthy-farm.ts";
import { eventually, freePort, startArgos, stateDirectory, temporaryDirectory, write } from "../harness/argos.ts";
import { startRecordingProxy } from "../harness/recording-proxy.ts";

const kills = 4;

test("a database killed under load, again and again, keeps every acknowledged result and takes new ones by itself", async () => {
  await using stack = new AsyncDisposableStack();
  const directory = stack.use(temporaryDirectory()).path;
  const state = stack.use(stateDirectory()).path;
  const farm = stack.use(await startHealthyFarm({ record: false }));
  const port = freePort();
  const config = write(directory, "argos.yaml", configText(state, farm.httpPort));
  stack.use(startArgos(["serve", "--config", config, "--port", String(port)], { directory, name: "server" }));
  await eventually(async () => (await fetch(`http://127.0.0.1:${port}/-/ready`)).ok, "the server to be ready");
  const proxy = stack.use(startRecordingProxy(`http://127.0.0.1:${port}`));
  stack.use(startArgos(["agent", proxy.url, "database-kills-secret"], { directory, name: "agent" }));
  const accepted = () => proxy.acknowledged.filter((one) => one.disposition === "accepted");

  for (let kill = 0; kill < kills; kill += 1) {
    const before = accepted().length;
    await eventually(async () => accepted().length > before + 100, "a hundred results");
    process.kill(postmasterPid(state), "SIGKILL");
  }
  const before = accepted().length;
  await eventually(async () => accepted().length > before + 100, "results after the last kill");

  const embedded = stack.use(await startEmbedded({ stateDirectory: state, log: loggerOf("test") }));
  const db = stack.use(
    await connectDatabase({ address: embedded.address, poolSize: 1, applicationName: "test", log: loggerOf("test") }),
  );
  const stored = await db.run(
    (sql) => sql<{ targetId: number; token: number }[]>`select target_id as "targetId", token from result`,
  );
  const names = stored.map((one) => `${one.targetId} ${one.token}`);
  expect(new Set(names).size).toBe(names.length);
  const known = new Set(names);
  expect(accepted().filter((one) => !known.has(`${one.taskId} ${one.token}`))).toEqual([]);
});

function postmasterPid(state: string): number {
  const file = [...new Bun.Glob("**/postmaster.pid").scanSync({ cwd: state, dot: true })][0];
  return Number(readFileSync(join(state, file ?? "missing"), "utf8").split("\n")[0]);
}

function configText(state: string, httpPort: number): string {
  const sites = Array.from(
    { length: 50 },
    (_, index) => `  - domain: http://site${index}.farm.test:${httpPort}
    paths:
      - path: /
        checks: [status-is: 301]`,
  );
  return `general:
  frequency: 1s
  timeout: 1s
  state_directory: ${state}
service:
  secrets: [database-kills-secret]
probe:
  allow_networks: [loopback]
  resolve:
    "*.farm.test": 127.0.0.1
websites:
${sites.join("\n")}
`;
}
