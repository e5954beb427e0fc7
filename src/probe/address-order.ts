import type { Clock } from "../base/clock.ts";
import { type Connect, firstToConnect } from "../net/first-to-connect.ts";
import { createRecentMap } from "../net/recent-map.ts";
import type { ResolvedAddress } from "../net/resolved-address.ts";
import type { TargetUrl } from "../net/target-url.ts";
import type { Places } from "./places.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** Addresses in the order to try. */
export type Addresses = readonly [ResolvedAddress, ...ResolvedAddress[]];

/** The probe that asks, whose time is used. */
export interface Asking {
  readonly url: TargetUrl;
  readonly stopwatch: Stopwatch;
  readonly signal: AbortSignal;
}

/** Which address of a host to try first: one whose packets vanish must not cost a probe its deadline. */
export interface AddressOrder {
  /**
   * The addresses found, one that connects first. Where a host has several and none is known to connect, they are raced, and
   * the winner comes first for some minutes, for all hosts at it. Rejects only when the signal aborts.
   */
  of(found: Addresses, asking: Asking): Promise<Addresses>;
  /** Has the next probe to this address and port find out anew. */
  forget(address: string, port: number): void;
}

export interface AddressOrderDeps {
  readonly clock: Clock;
  readonly places: Places;
  readonly connect: Connect;
}

const addressesMax = 20_000;
const keptForMs = 5 * 60_000;

/** An order without a memory yet. */
export function createAddressOrder({ clock, places, connect }: AddressOrderDeps): AddressOrder {
  /** Until when an address and port is taken to connect. */
  const connecting = createRecentMap<string, number>(addressesMax);

  function knownOf(found: Addresses, { port }: TargetUrl): ResolvedAddress | undefined {
    const nowMs = clock.monotonicMs();
    return found.find((one) => nowMs < (connecting.get(keyOf(one.address, port)) ?? 0));
  }

  async function race(found: Addresses, { url, stopwatch, signal }: Asking): Promise<ResolvedAddress> {
    const startMs = stopwatch.elapsedMs();
    stopwatch.run();
    try {
      const timeoutMs = stopwatch.remainingMs();
      const winner = await firstToConnect(connect, { addresses: found, port: url.port, timeoutMs }, signal);
      if (!winner) return found[0];
      stopwatch.setAside(startMs);
      connecting.set(keyOf(winner.address, url.port), clock.monotonicMs() + keptForMs);
      return winner;
    } finally {
      stopwatch.halt();
    }
  }

  /** A crowd of hosts at one address races as few at once as may probe it; who waited may find the answer there. */
  async function waitAndRace(found: Addresses, asking: Asking): Promise<ResolvedAddress> {
    using _place = await places.take(found[0].address, "http", asking.signal);
    return knownOf(found, asking.url) ?? (await race(found, asking));
  }

  return {
    async of(found, asking) {
      if (found.length === 1) return found;
      const first = knownOf(found, asking.url) ?? (await waitAndRace(found, asking));
      return [first, ...found.filter((one) => one !== first)];
    },
    forget: (address, port) => connecting.delete(keyOf(address, port)),
  };
}

/** A firewall may drop one port and let another through. */
function keyOf(address: string, port: number): string {
  return `${address} ${port}`;
}
