import type { Clock } from "../base/clock.ts";
import { type Connect, firstToConnect } from "../net/first-to-connect.ts";
import { createRecentMap } from "../net/recent-map.ts";
import type { ResolvedAddress } from "../net/resolved-address.ts";
import type { TargetUrl } from "../net/target-url.ts";
import { reaches } from "./route.ts";

/** Whether a host that answers over one IP family is dead over the other. */
export interface FamilyWatch {
  /**
   * The family to which the host has addresses and none of them connects, after it answered at `answered`. Undefined where all
   * is well, or where this machine has no way to that family, so that it cannot tell.
   */
  deadFamily(
    found: readonly ResolvedAddress[],
    answered: FamilyQuestion,
    signal: AbortSignal,
  ): Promise<4 | 6 | undefined>;
}

export interface FamilyQuestion {
  readonly url: TargetUrl;
  readonly family: 4 | 6;
  /** What is left of the probe's time, in milliseconds. */
  readonly remainingMs: number;
}

const hostsMax = 20_000;
/** How long a family that connects is taken to go on so, in milliseconds. One that does not is tried again at each probe. */
const aliveForMs = 5 * 60_000;
/** How long a dead family may cost a probe, in milliseconds. */
const tryMsMax = 2000;

/** Knows nothing yet. */
export function createFamilyWatch(clock: Clock, connect: Connect): FamilyWatch {
  const aliveUntil = createRecentMap<string, number>(hostsMax);
  return {
    async deadFamily(found, { url, family, remainingMs }, signal) {
      const addresses = found.filter((one) => one.family !== family);
      const [first] = addresses;
      if (first === undefined) return undefined;
      const key = `${first.family} ${url.name} ${url.port}`;
      if (clock.monotonicMs() < (aliveUntil.get(key) ?? 0)) return undefined;
      if (!(await reaches(first.address))) return undefined;
      const race = { addresses, port: url.port, timeoutMs: Math.min(tryMsMax, remainingMs) };
      const winner = await firstToConnect(connect, race, signal);
      // A probe that has no time left has not tried.
      if (winner === undefined) return remainingMs < tryMsMax ? undefined : first.family;
      aliveUntil.set(key, clock.monotonicMs() + aliveForMs);
      return undefined;
    },
  };
}
