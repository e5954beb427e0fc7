import type { Database } from "../../db/connect.ts";
import type { LeaseName } from "../../queue/hold.ts";
import { release } from "../../queue/release.ts";
import { countLostLeases } from "../../store/lost-leases.ts";

/**
 * Takes leases back that an agent does not use; returns how many it still held. They count like those it lost: one that stops,
 * or was given leases too late, gives back once and then brings results, which make up for it.
 */
export async function giveBack(db: Database, agentId: number, leases: readonly LeaseName[]): Promise<number> {
  return await db.transaction(async (tx) => {
    const released = await release(tx, agentId, leases);
    const [first] = released;
    if (first !== undefined) await countLostLeases(tx, released, first.at);
    return released.length;
  });
}
