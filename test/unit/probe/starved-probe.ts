import { closeSync, openSync } from "node:fs";
import { aProbeRequest, aProber, never } from "../../builders/prober.ts";

/** Uses up every file descriptor of the process, probes the URL given, and prints the observation as JSON. */
const url = process.argv[2] ?? "";
const prober = aProber();
// Whatever the runtime loads at the first request must be there before nothing can be opened any more.
await prober.probe(aProbeRequest({ url }), never);
const held: number[] = [];
try {
  while (held.length < 10_000) held.push(openSync("/dev/null", "r"));
} catch {
  // Now there is none left.
}
const seen = await prober.probe(aProbeRequest({ url }), never);
for (const descriptor of held) closeSync(descriptor);
console.log(JSON.stringify(seen));
