import { join } from "node:path";
import type { Lease, LeaseReply } from "../../src/contract/lease.ts";
import { probeSettings } from "../builders/probe-settings.ts";
import { eventually, startArgos } from "../harness/argos.ts";
import type { Bench } from "./bench.ts";
import { agentHosts, siteHost } from "./farm-process.ts";
import { usageOf } from "./processes.ts";

const rounds = 5;
const probes = 5_000;
const bareConcurrency = 16;

export interface AgentFigures {
  /** CPU of the agent for one probe against that of the bare loop: the median of the rounds. */
  readonly cpuRatio: number;
  /** The rounds' ratios, smallest first. */
  readonly cpuRatios: readonly number[];
  readonly agentCpuMs: number;
  readonly bareCpuMs: number;
  readonly agentPerSecond: number;
  readonly barePerSecond: number;
}

/**
 * An agent flat out against a bare `fetch` loop, on the same https farm and in turns, since the machine's speed drifts. Its server
 * only hands out work and forgets results.
 */
export async function measureAgent(bench: Bench): Promise<AgentFigures> {
  using server = serveWork(bench);
  await using agent = startArgos(["agent", server.url.href, "bench-secret"], {
    directory: bench.directory,
    name: "agent-alone",
  });
  await runAgent(server.work, agent.pid);
  const seen: { readonly agent: Figures; readonly bare: Figures }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const bare = await runBareLoop(bench);
    seen.push({ bare, agent: await runAgent(server.work, agent.pid) });
  }
  const cpuRatios = seen.map((one) => one.agent.cpuMs / one.bare.cpuMs).sort((one, other) => one - other);
  return {
    cpuRatio: median(cpuRatios),
    cpuRatios,
    agentCpuMs: median(seen.map((one) => one.agent.cpuMs)),
    bareCpuMs: median(seen.map((one) => one.bare.cpuMs)),
    agentPerSecond: median(seen.map((one) => one.agent.perSecond)),
    barePerSecond: median(seen.map((one) => one.bare.perSecond)),
  };
}

interface Figures {
  readonly cpuMs: number;
  readonly perSecond: number;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function runBareLoop(bench: Bench): Promise<Figures> {
  const { httpsPort } = bench.farm;
  const child = Bun.spawn(
    [
      process.execPath,
      join(import.meta.dir, "bare-fetch.ts"),
      String(probes),
      String(bareConcurrency),
      String(httpsPort),
      bench.caFile,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const said: unknown = JSON.parse(await new Response(child.stdout).text());
  if (typeof said !== "object" || said === null) throw new Error("the bare loop said nothing");
  if (Number(Reflect.get(said, "failed")) > 0) throw new Error("the bare loop could not reach the farm");
  return { cpuMs: Number(Reflect.get(said, "cpuMs")), perSecond: Number(Reflect.get(said, "rate")) };
}

/** What the stub server still has to hand out, and what came back. */
interface Work {
  left: number;
  leased: number;
  done: number;
  failed: number;
}

async function runAgent(work: Work, pid: number): Promise<Figures> {
  const before = { done: work.done, cpu: usageOf(pid).cpuSeconds, atMs: performance.now() };
  work.left = probes;
  await eventually(async () => work.done >= before.done + probes, "the probes", 120_000);
  if (work.failed > 0) throw new Error(`${work.failed} probes of the agent failed`);
  return {
    cpuMs: ((usageOf(pid).cpuSeconds - before.cpu) * 1000) / probes,
    perSecond: probes / ((performance.now() - before.atMs) / 1000),
  };
}

/** Hands out what is left to do, as fast as it is asked for. */
function serveWork(bench: Bench) {
  const probe = probeSettings({ caPem: bench.farm.caPem, resolve: bench.farm.resolve });
  const work: Work = { left: 0, leased: 0, done: 0, failed: 0 };
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      const body = fieldsOf(await request.json());
      if (new URL(request.url).pathname.endsWith("/lease")) {
        for (let waits = 0; work.left === 0 && waits < 500; waits += 1) await Bun.sleep(20);
        const count = Math.min(work.left, Number(body.freeSlots));
        work.left -= count;
        const leases = Array.from({ length: count }, () => leaseOf(bench, work.leased++));
        const settings = body.settingsRevision === "1" ? {} : { settings: { revision: "1", probe } };
        return Response.json({ now: new Date().toISOString(), leases, ...settings } satisfies LeaseReply);
      }
      const results = Array.isArray(body.results) ? body.results : [];
      work.done += results.length;
      work.failed += results.filter((one) => fieldsOf(one).kind !== "answer").length;
      return Response.json({ dispositions: [] });
    },
  });
  return { url: server.url, work, [Symbol.dispose]: () => void server.stop(true) };
}

function fieldsOf(json: unknown): Readonly<Record<string, unknown>> {
  return typeof json === "object" && json !== null ? Object.fromEntries(Object.entries(json)) : {};
}

function leaseOf(bench: Bench, index: number): Lease {
  return {
    taskId: index,
    token: 1,
    slot: new Date().toISOString(),
    leaseMs: 60_000,
    wantEvidence: false,
    target: {
      url: `https://${siteHost(index % agentHosts)}:${bench.farm.httpsPort}/`,
      method: "GET",
      family: "any",
      headers: {},
      timeoutMs: 10_000,
      redirectsMax: 0,
      checks: [
        { key: "status-is", severity: "critical", expect: { kind: "status-is", status: 200 } },
        {
          key: "ssl-certificate-expiration",
          severity: "critical",
          expect: {
            kind: "ssl-certificate-expiration",
            thresholds: [{ remaining: { kind: "time", ms: 86_400_000 }, severity: "critical" }],
          },
        },
      ],
    },
  };
}
