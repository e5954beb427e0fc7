import type { Lease } from "../../src/contract/lease.ts";
import { aTarget } from "./site.ts";

/** A lease on a target with one check, with time enough. */
export function aLease(
  overrides: Partial<Omit<Lease, "target">> & { readonly target?: Partial<Lease["target"]> } = {},
): Lease {
  const { target, ...rest } = overrides;
  const { url, method, family, headers, timeoutMs, redirectsMax, checks } = aTarget();
  return {
    taskId: 1,
    token: 1,
    slot: "2026-01-01T00:00:00.000Z",
    leaseMs: 25_000,
    wantEvidence: false,
    ...rest,
    target: { url, method, family, headers, timeoutMs, redirectsMax, checks, ...target },
  };
}

/** So many leases, of the tasks 1 and on. */
export function manyLeases(count: number, overrides: Parameters<typeof aLease>[0] = {}): Lease[] {
  return Array.from({ length: count }, (_, index) => aLease({ taskId: index + 1, ...overrides }));
}
