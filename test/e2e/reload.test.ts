import { expect, test } from "bun:test";
import { startHealthyFarm } from "../farm/healthy-farm.ts";
import { eventually, runArgos } from "../harness/argos.ts";
import { testDatabase } from "../harness/database.ts";
import { asReader, startWatching } from "../harness/watching.ts";

const database = await testDatabase({ poolSize: 1 });
const farm = await startHealthyFarm();
const site = (name: string, status = 301) => `  - domain: http://${name}.farm.test:${farm.httpPort}
    paths: [{path: /, checks: [status-is: ${status}]}]`;
const watching = await startWatching({
  test: database,
  general: "  frequency: 1s\n  timeout: 10s",
  probe: '  resolve:\n    "*.farm.test": 127.0.0.1',
  websites: [site("kept"), site("leaving")].join("\n"),
  agents: ["agent"],
});

interface Kept {
  readonly phase: number;
  readonly since: string;
  readonly results: number;
}

async function kept(): Promise<Kept | undefined> {
  const [row] = await database.database.run(
    (sql) => sql<Kept[]>`
      select
        task.phase_seconds as phase,
        check_state.since_at::text as since,
        (select count(*)::int from result where result.target_id = target.id) as results
      from target
      join task on task.target_id = target.id
      join check_state on check_state.target_id = target.id
      where url like '%kept%'
        and check_state.severity = 0`,
  );
  return row;
}

async function domains(): Promise<string[]> {
  const { items } = await watching.get<{ items: { domain: string }[] }>("/api/v1/sites");
  return items.map((one) => one.domain.replace(/^http:\/\/|\.farm\.test.*$/g, "")).sort();
}

test("a reload adds and removes sites and leaves the others their schedule, state and history", async () => {
  const before = await eventually(async () => await kept(), "the first results");
  watching.rewrite([site("new"), site("kept")].join("\n"));
  watching.server.kill("SIGHUP");
  await eventually(async () => (await domains()).join() === "kept,new", "the new configuration");
  const after = await kept();
  expect(after).toMatchObject({ phase: before.phase, since: before.since });
  expect(after?.results).toBeGreaterThanOrEqual(before.results);
  await eventually(
    async () => (await watching.get<{ ok: number }>("/api/severities")).ok === 2,
    "the new site's result",
  );
});

test("an invalid file changes nothing and the log says where the fault is", async () => {
  const before = await domains();
  watching.rewrite(`${site("kept")}\n  - domian: http://typo.farm.test`);
  watching.server.kill("SIGHUP");
  const log = await eventually(
    async () => (await watching.server.log()).match(/the configuration was not reloaded.*/)?.[0],
    "the refusal in the log",
  );
  expect(log).toMatch(/argos\.yaml:\d+:\d+: .*domain/);
  expect(await domains()).toEqual(before);
});

async function reload(): Promise<{ readonly status: number; readonly text: string }> {
  const headers = asReader;
  const response = await fetch(`${watching.url}/api/v1/configuration/reload`, { method: "POST", headers });
  return { status: response.status, text: await response.text() };
}

interface Attempts {
  readonly attempts: readonly { readonly source: string; readonly outcome: string; readonly alive: boolean }[];
}

async function attempts(): Promise<string[]> {
  const { attempts: found } = await watching.get<Attempts>("/api/v1/configuration");
  return found.map((one) => `${one.source} ${one.outcome}${one.alive ? "" : " (gone)"}`);
}

test("a reload through the API does the same, and answers what is wrong", async () => {
  const before = await domains();
  watching.rewrite(`${site("kept")}\n  - domian: http://typo.farm.test`);
  const refused = await reload();
  expect(refused.status).toBe(422);
  expect(refused.text).toContain("unknown key");
  expect(await domains()).toEqual(before);
  watching.rewrite([site("newer"), site("kept")].join("\n"));
  expect(await reload()).toMatchObject({ status: 200 });
  expect(await domains()).toEqual(["kept", "newer"]);
  expect((await attempts()).slice(0, 2)).toEqual(["api applied", "api refused"]);
});

test("a start that the file prevents is known to the servers that run", async () => {
  watching.rewrite("  - 1");
  const { code, err } = await runArgos(["serve", "--config", watching.configFile, "--port", "0"], watching);
  expect(code).toBe(1);
  expect(err).toContain("argos.yaml:");
  expect((await attempts())[0]).toBe("start refused (gone)");
});
