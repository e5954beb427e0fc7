import { afterAll, expect, test } from "bun:test";
import { aLease } from "../builders/lease.ts";
import { probeSettings } from "../builders/probe-settings.ts";
import { startArgos, temporaryDirectory } from "../harness/argos.ts";
import { oddAnswers } from "../harness/odd-answers.ts";
import { startProtocolServer } from "../harness/protocol-server.ts";

const files = temporaryDirectory();
afterAll(() => files[Symbol.dispose]());

/** Memory that an agent may come to, in kB: what it starts with, and the largest body that it reads. */
const peakMax = 450_000;

test.concurrent.each(["lease", "results", "release"] as const)(
  "an agent survives whatever answers its request for %s, and works when its server is well again",
  async (path) => {
    await using server = startProtocolServer();
    server.settings = { revision: "1", probe: probeSettings() };
    await using agent = startArgos(["agent", server.url.href, "a-token"], { directory: files.path, name: path });
    let taskId = 0;
    for (const [, answer] of oddAnswers) {
      const before = server.insteadCount;
      server.instead = { path, answer };
      taskId += 1;
      server.offer(leaseFor(path, taskId));
      await server.when(() => server.insteadCount > before);
      server.instead = undefined;
      const asked = server.leaseRequests.length;
      if (path === "lease") await server.when(() => server.leaseRequests.length > asked);
      const named = path === "release" ? server.released : server.taken;
      await server.when(() => named.some((one) => one.taskId === taskId));
    }
    expect(await peakOf(agent.pid)).toBeLessThan(peakMax);
    const log = await agent.log();
    expect(log).not.toMatch(/^ +at /m);
    const troubles = log.split("\n").filter((line) => line.includes("will try again"));
    expect(troubles).toHaveLength(oddAnswers.length);
    for (const line of troubles) expect(line.length).toBeLessThan(600);
    agent.kill("SIGTERM");
    expect(await agent.exited).toBe(0);
  },
);

/** A lease that leads to a request of this path: one that ends too soon is handed back. */
function leaseFor(path: string, taskId: number) {
  const url = "http://127.0.0.1:1/";
  if (path === "release") return aLease({ taskId, leaseMs: 60_000, target: { url, timeoutMs: 60_000 } });
  return aLease({ taskId, target: { url } });
}

/** The most memory that a process had, in kB. */
async function peakOf(pid: number): Promise<number> {
  const status = await Bun.file(`/proc/${pid}/status`).text();
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]);
}
