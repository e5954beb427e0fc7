import type { Observation } from "../../../src/checks/observation.ts";
import { aProbeRequest, aProber, never } from "../../builders/prober.ts";
import { createAuthority } from "../../farm/certificates.ts";
import { startHealthyFarm } from "../../farm/healthy-farm.ts";
import { behaviourNames } from "../../farm/hostile-behaviours.ts";
import { startHostileFarm } from "../../farm/hostile-farm.ts";

/**
 * Probes 200 hostile targets and 200 healthy ones at once and prints the kinds of their observations as JSON. A process of
 * its own: the runtime's limit of 256 requests can only be raised before its start.
 */
const each = 200;
const authority = await createAuthority();
const certificate = await authority.issue("good", { names: ["*.hostile.test"] });
await using hostile = await startHostileFarm({ certificate });
await using healthy = await startHealthyFarm({ address: "127.0.0.2", authority, record: false });
const prober = aProber({
  limits: { total: 900 },
  settings: { resolve: { ...hostile.resolve, ...healthy.resolve }, caPem: authority.caPem, perAddressMax: each },
});

const probes: Promise<readonly ["hostile" | "healthy", Observation]>[] = [];
for (let index = 0; index < each; index += 1) {
  const name = behaviourNames[index % behaviourNames.length] ?? "silent";
  const bad = aProbeRequest({ url: hostile.url(name), timeoutMs: 1000 });
  const good = aProbeRequest({ url: healthy.url("https", `site${index}.farm.test`) });
  probes.push(
    prober.probe(bad, never).then((seen) => ["hostile", seen] as const),
    prober.probe(good, never).then((seen) => ["healthy", seen] as const),
  );
}
const counts: Record<string, number> = {};
for (const [side, seen] of await Promise.all(probes)) {
  const key = `${side} ${seen.kind}`;
  counts[key] = (counts[key] ?? 0) + 1;
}
console.log(JSON.stringify({ counts, underWay: prober.underWay }));
