import { expect, test } from "bun:test";

async function outputOf(command: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const child = Bun.spawn([...command], { env: { ...process.env, ...env }, stdout: "pipe", stderr: "inherit" });
  const text = await new Response(child.stdout).text();
  expect(await child.exited).toBe(0);
  return JSON.parse(text);
}

const script = (name: string) => `${import.meta.dir}/${name}`;

test("200 hostile targets make no healthy one of 200 look down", async () => {
  const env = { BUN_CONFIG_MAX_HTTP_REQUESTS: "1000" };
  const { counts, underWay } = Object(await outputOf([process.execPath, script("mixed-probes.ts")], env));
  expect(counts["healthy answer"]).toBe(200);
  expect((counts["hostile answer"] ?? 0) + (counts["hostile failure"] ?? 0)).toBe(200);
  expect(underWay).toBe(0);
});

test("without a file descriptor left a target is not called down", async () => {
  await using server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response("ok") });
  const limited = ["sh", "-c", 'ulimit -n 100; exec "$@"', "sh"];
  const url = `http://127.0.0.1:${server.port}/`;
  expect(await outputOf([...limited, process.execPath, script("starved-probe.ts"), url])).toMatchObject({
    kind: "agent-error",
    reason: "agent-no-resource",
  });
});
