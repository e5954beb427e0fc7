import type { Clock } from "../base/clock.ts";
import { type Connect, firstToConnect } from "../net/first-to-connect.ts";
import { createRecentMap } from "../net/recent-map.ts";
import type { ResolvedAddress } from "../net/resolved-address.ts";
import type { TargetUrl } from "../net/target-url.ts";
import type { Places } from "./places.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** Addresses of a host in the order to try: one, or one of each family. */
export type AddressPair = readonly [first: ResolvedAddress, other?: ResolvedAddress];

/** The probe that asks, whose time is used. */
export interface Asking {
  readonly url: TargetUrl;
  readonly stopwatch: Stopwatch;
  readonly signal: AbortSignal;
}

/** Which family of a dual-stack host to try first: a family whose packets vanish must not cost a probe its deadline. */
export interface AddressOrder {
  /**
   * The first address and the first of the other family. Where a host has both and it is not known which one answers, they
   * are raced, and the winner's family comes first for some minutes. Rejects only when the signal aborts.
   */
  of(found: readonly [ResolvedAddress, ...ResolvedAddress[]], asking: Asking): Promise<AddressPair>;
  /** Has the next probe of this host and port find out anew. */
  forget(url: TargetUrl): void;
}

export interface AddressOrderDeps {
  readonly clock: Clock;
  readonly places: Places;
  readonly connect: Connect;
}

const hostsMax = 20_000;
const keptForMs = 5 * 60_000;

/** An order without a memory yet. It keeps families, not addresses: those of a large host change with each look-up. */
export function createAddressOrder({ clock, places, connect }: AddressOrderDeps): AddressOrder {
  const known = createRecentMap<string, { readonly family: 4 | 6; readonly untilMs: number }>(hostsMax);

  function knownFamily(url: TargetUrl): 4 | 6 | undefined {
    const entry = known.get(keyOf(url));
    return entry && clock.monotonicMs() < entry.untilMs ? entry.family : undefined;
  }

  async function race(first: ResolvedAddress, other: ResolvedAddress, asking: Asking): Promise<4 | 6> {
    const { url, stopwatch, signal } = asking;
    const startMs = stopwatch.elapsedMs();
    stopwatch.run();
    try {
      const timeoutMs = stopwatch.remainingMs();
      const winner = await firstToConnect(connect, { first, other, port: url.port, timeoutMs }, signal);
      if (!winner) return first.family;
      stopwatch.setAside(startMs);
      known.set(keyOf(url), { family: winner.family, untilMs: clock.monotonicMs() + keptForMs });
      return winner.family;
    } finally {
      stopwatch.halt();
    }
  }

  return {
    async of([first, ...rest], asking) {
      const other = rest.find((one) => one.family !== first.family);
      if (!other) return [first];
      const family = knownFamily(asking.url) ?? (await waitAndRace(first, other, asking));
      return family === first.family ? [first, other] : [other, first];
    },
    forget: (url) => known.delete(keyOf(url)),
  };

  /** A crowd of hosts at one address races as few at once as may probe it; who waited may find the answer there. */
  async function waitAndRace(first: ResolvedAddress, other: ResolvedAddress, asking: Asking): Promise<4 | 6> {
    using _place = await places.take(first.address, "http", asking.signal);
    return knownFamily(asking.url) ?? (await race(first, other, asking));
  }
}

/** A firewall may drop one port and let another through. */
function keyOf({ name, port }: TargetUrl): string {
  return `${name}:${port}`;
}
