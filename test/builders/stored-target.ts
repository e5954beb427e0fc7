import { reasonCode } from "../../src/checks/reason.ts";
import type { TargetSpec } from "../../src/contract/lease.ts";
import type { Database } from "../../src/db/connect.ts";
import { touchAgent } from "../../src/store/agents.ts";
import { insertTransitions, listChecks, updateChecks } from "../../src/store/checks.ts";
import { insertEvidence } from "../../src/store/evidence.ts";
import { insertResults } from "../../src/store/results.ts";
import { upsertSites } from "../../src/store/sites.ts";
import { replaceChecks, upsertTargets } from "../../src/store/targets.ts";
import { aTargetSpec } from "./target-spec.ts";

interface Stored {
  readonly domain: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly definedAt: string;
  readonly spec: Partial<TargetSpec>;
  readonly checkKey: string;
  readonly message: string;
  readonly agent: string;
  readonly slots: readonly Date[];
  /** Undefined for none. */
  readonly evidence: unknown;
}

/** Stores a site with one target that has one critical check, results at `slots`, a transition and evidence. */
export async function storeTarget(
  database: Database,
  overrides: Partial<Stored> = {},
): Promise<{ readonly siteId: number; readonly targetId: number }> {
  const {
    domain = "https://example.org",
    labels = {},
    definedAt = "conf.d/asso.yml:214",
    agent = "paris-1",
  } = overrides;
  const { checkKey = "status-is", message = "expected 200, got 503", slots = [new Date(0)], evidence } = overrides;
  const spec = aTargetSpec({ url: `${domain}/`, ...overrides.spec });
  return await database.transaction(async (tx) => {
    const siteId = one(await upsertSites(tx, [{ domain, labels, definedAt }]));
    const wanted = { siteId, key: `${domain} target`, spec, specDigest: "digest", definedAt };
    const schedule = { intervalSeconds: 60, recheckSeconds: 20, retryBeforeNotification: 0 };
    const targetId = one(await upsertTargets(tx, [{ ...wanted, ...schedule }]));
    const reason = reasonCode("not-checked-yet");
    await replaceChecks(tx, { targetIds: [targetId], checks: [{ targetId, key: checkKey, position: 0 }], reason });
    const agentId = await touchAgent(tx, { name: agent, instance: "a", version: "0.1.0" });
    const at = slots[0] ?? new Date(0);
    const bad = { severity: "critical", reason: "wrong-status", message } as const;
    const checks = (await listChecks(tx, [targetId])).map((check) => ({ ...check, ...bad, sinceMs: at.getTime() }));
    await updateChecks(tx, checks);
    const change = { from: "ok", to: bad.severity, reason: bad.reason, message, at, agentId, targetId } as const;
    await insertTransitions(
      tx,
      checks.map(({ checkId }) => ({ ...change, checkId })),
    );
    const seen = { status: 503, missed: 0, lateMs: 12, totalMs: 143.2, dnsMs: 3, tlsMs: 40, firstByteMs: 120 };
    const run = { ...seen, targetId, agentId, severity: bad.severity, reason: bad.reason, bodyBytes: 5123 };
    await insertResults(
      tx,
      slots.map((slot) => ({ ...run, slot, token: 1, checks: 1, checkValues: null, believed: true })),
    );
    if (evidence !== undefined) await insertEvidence(tx, [{ targetId, slot: at, observation: evidence }]);
    return { siteId, targetId };
  });
}

function one(ids: ReadonlyMap<string, number>): number {
  const [id] = ids.values();
  if (id === undefined) throw new Error("nothing was stored");
  return id;
}
