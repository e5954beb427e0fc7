import { createSemaphore, type Place, type Semaphore } from "../base/semaphore.ts";

/** How many exchanges may be under way. */
export interface ConcurrencyLimits {
  /** Exchanges at once; below `BUN_CONFIG_MAX_HTTP_REQUESTS` (256 unless set), or the runtime's own queue eats deadlines. */
  readonly total: number;
  /** TLS handshakes at once: above 64 the slowest take seconds although the median stays, measured on 2 cores. */
  readonly handshakes?: number;
}

/** The places of one exchange; disposing gives all of them back. */
export interface HeldPlaces extends Disposable {
  /** Gives the handshake's place back early: the rest of the exchange costs no such work. */
  handshakeDone(): void;
}

export interface Places {
  /** Resolves when the exchange may start; rejects with the signal's reason when it aborts first. */
  take(address: string, scheme: "http" | "https", signal: AbortSignal): Promise<HeldPlaces>;
  resizePerAddress(limit: number): void;
  resizeHandshakes(limit: number): void;
  readonly taken: number;
}

const handshakesDefault = 64;
/** A handshake that takes longer waits for the network, not for a processor: it must not keep others from theirs. */
const handshakePlaceMsMax = 1000;

/** Places are taken in one order (address, handshake, total), so that nobody waits in a circle. */
export function createPlaces(limits: ConcurrencyLimits, perAddressMax: number): Places {
  const total = createSemaphore(limits.total);
  const handshakes = createSemaphore(limits.handshakes ?? handshakesDefault);
  const addresses = createAddressPlaces(perAddressMax);
  return {
    async take(address, scheme, signal) {
      const atAddress = await addresses.take(address, signal);
      let handshake: Place | undefined;
      try {
        if (scheme === "https") handshake = await handshakes.take(signal);
        return held([atAddress, await total.take(signal)], handshake);
      } catch (error) {
        handshake?.[Symbol.dispose]();
        atAddress[Symbol.dispose]();
        throw error;
      }
    },
    resizePerAddress: addresses.resize,
    resizeHandshakes: handshakes.resize,
    get taken() {
      return total.taken;
    },
  };
}

function held(places: readonly Place[], handshake: Place | undefined): HeldPlaces {
  const handshakeDone = () => {
    clearTimeout(timer);
    handshake?.[Symbol.dispose]();
  };
  const timer = handshake ? setTimeout(handshakeDone, handshakePlaceMsMax) : undefined;
  return {
    handshakeDone,
    [Symbol.dispose]() {
      handshakeDone();
      for (const place of places) place[Symbol.dispose]();
    },
  };
}

interface AddressEntry {
  readonly semaphore: Semaphore;
  /** Those who hold a place or wait for one: at zero the entry goes. */
  users: number;
}

function createAddressPlaces(initialLimit: number) {
  const entries = new Map<string, AddressEntry>();
  let limit = initialLimit;

  function leave(address: string, entry: AddressEntry): void {
    entry.users -= 1;
    if (entry.users === 0) entries.delete(address);
  }

  return {
    async take(address: string, signal: AbortSignal): Promise<Place> {
      const entry = entries.get(address) ?? { semaphore: createSemaphore(limit), users: 0 };
      entries.set(address, entry);
      entry.users += 1;
      try {
        const place = await entry.semaphore.take(signal);
        return {
          [Symbol.dispose]() {
            place[Symbol.dispose]();
            leave(address, entry);
          },
        };
      } catch (error) {
        leave(address, entry);
        throw error;
      }
    },
    resize(next: number): void {
      limit = next;
      for (const entry of entries.values()) entry.semaphore.resize(next);
    },
  };
}
