import { checkServerIdentity, type PeerCertificate } from "node:tls";
import { systemClock } from "../../src/base/clock.ts";
import { createProber } from "../../src/probe/prober.ts";
import { spawnFarm } from "../farm/farm-process.ts";

/** Client CPU of a probe against that of a bare `fetch` loop which does the same exchange and keeps nothing. */
const inFlight = Number(process.env.IN_FLIGHT ?? 32);
const probesPerRound = Number(process.env.PROBES ?? 2000);
const rounds = 4;
const never = new AbortController().signal;

await using farm = await spawnFarm();
const prober = createProber({
  settings: {
    userAgentSuffix: "",
    bodyBytesMax: 262_144,
    allowNetworks: ["loopback"],
    perAddressMax: 1000,
    resolve: { "*.farm.test": farm.address },
    canaries: [],
    caPem: farm.caPem,
  },
  clock: systemClock,
  limits: { total: 250 },
  version: "0.1.0",
});

const subjects = {
  "bare https": (n: number) => bareFetch("https", n),
  "probe https": (n: number) => probe("https", n),
  "bare http": (n: number) => bareFetch("http", n),
  "probe http": (n: number) => probe("http", n),
};
const cpuMs = new Map<string, number[]>();
for (let round = 0; round < rounds; round += 1) {
  for (const [name, run] of Object.entries(subjects)) {
    const spent = await measure(run);
    if (round > 0) cpuMs.set(name, [...(cpuMs.get(name) ?? []), spent]);
  }
}
for (const [name, all] of cpuMs)
  console.log(`${name.padEnd(12)} ${best(name).toFixed(3)} ms CPU (of ${all.map((one) => one.toFixed(3))})`);
console.log(`ratio https ${(best("probe https") / best("bare https")).toFixed(2)}`);
console.log(`ratio http  ${(best("probe http") / best("bare http")).toFixed(2)}`);

function best(name: string): number {
  return Math.min(...(cpuMs.get(name) ?? []));
}

/** Milliseconds of this process's CPU for one exchange. */
async function measure(run: (n: number) => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  let next = 0;
  const worker = async () => {
    while (next < probesPerRound) await run(next++);
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / probesPerRound;
}

async function bareFetch(scheme: "http" | "https", n: number): Promise<void> {
  const port = scheme === "http" ? farm.httpPort : farm.httpsPort;
  const host = `site${n}.farm.test`;
  const response = await fetch(`${scheme}://${farm.address}:${port}/`, {
    headers: { host: `${host}:${port}` },
    redirect: "manual",
    decompress: false,
    keepalive: false,
    signal: AbortSignal.timeout(10_000),
    ...(scheme === "http"
      ? {}
      : {
          tls: { ca: farm.caPem, serverName: host, checkServerIdentity: identityOf(host) },
        }),
  });
  await response.text();
}

async function probe(scheme: "http" | "https", n: number): Promise<void> {
  const port = scheme === "http" ? farm.httpPort : farm.httpsPort;
  const seen = await prober.probe(
    {
      url: `${scheme}://site${n}.farm.test:${port}/`,
      method: "GET",
      family: "any",
      headers: {},
      timeoutMs: 10_000,
      redirectsMax: 0,
      bodyBytesMax: 4096,
    },
    never,
  );
  if (seen.kind !== "answer") throw new Error(`${seen.url}: ${seen.reason} ${seen.message}`);
}

function identityOf(host: string) {
  return (_: string, certificate: PeerCertificate) => checkServerIdentity(host, certificate);
}
