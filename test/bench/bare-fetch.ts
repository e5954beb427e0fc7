import { readFileSync } from "node:fs";
import { agentHosts, siteHost } from "./farm-process.ts";

/**
 * The floor: fetches https sites with fresh handshakes and does nothing with the answers. Prints its own figures as JSON.
 * Arguments: how many, how many at once, port, CA file.
 */
const [count = "1000", concurrency = "16", port = "18443", caFile = ""] = process.argv.slice(2);
const ca = readFileSync(caFile, "utf8");
let next = 0;
let failed = 0;

async function worker(): Promise<void> {
  while (next < Number(count)) {
    const index = next++;
    const host = siteHost(index % agentHosts);
    const address = `127.0.0.${(index % 8) + 10}`;
    try {
      const response = await fetch(`https://${address}:${port}/`, {
        headers: { host },
        keepalive: false,
        tls: { ca, serverName: host },
      });
      await response.arrayBuffer();
    } catch {
      failed += 1;
    }
  }
}

const before = process.cpuUsage();
const startedMs = performance.now();
await Promise.all(Array.from({ length: Number(concurrency) }, worker));
const used = process.cpuUsage(before);
const seconds = (performance.now() - startedMs) / 1000;
process.stdout.write(
  JSON.stringify({ cpuMs: (used.user + used.system) / 1000 / Number(count), rate: Number(count) / seconds, failed }),
);
