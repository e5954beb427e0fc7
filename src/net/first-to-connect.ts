import { connect as openSocket } from "node:net";
import { pause } from "../base/loop.ts";
import type { ResolvedAddress } from "./resolved-address.ts";

/** Opens a TCP connection and closes it again; rejects when none comes about, or when the signal aborts. */
export type Connect = (address: string, port: number, signal: AbortSignal) => Promise<void>;

/** What the first address has for itself before the other is tried (RFC 8305, 5: Connection Attempt Delay). */
const headStartMs = 250;

/** Two addresses of a host, of different families, in the resolver's order. */
export interface Race {
  readonly first: ResolvedAddress;
  readonly other: ResolvedAddress;
  readonly port: number;
  readonly timeoutMs: number;
}

/**
 * The address that connects first: the other one starts when the first has failed or its head start is over, and the loser
 * is closed. Undefined when neither connects in time; rejects only when `signal` aborts.
 */
export async function firstToConnect(
  connect: Connect,
  race: Race,
  signal: AbortSignal,
): Promise<ResolvedAddress | undefined> {
  signal.throwIfAborted();
  const over = new AbortController();
  const end = () => over.abort();
  const timer = setTimeout(end, race.timeoutMs);
  signal.addEventListener("abort", end);
  const tried = async (one: ResolvedAddress) => {
    over.signal.throwIfAborted();
    await connect(one.address, race.port, over.signal);
    end();
    return one;
  };
  const early = tried(race.first);
  const late = Promise.race([pause(headStartMs, over.signal), early.catch(() => undefined)]);
  try {
    return await Promise.any([early, late.then(() => tried(race.other))]);
  } catch {
    // Why neither connected is for the exchange to say: it looks closer.
    signal.throwIfAborted();
    return undefined;
  } finally {
    end();
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
  }
}

/** Connects as the system does. */
export const systemConnect: Connect = async (address, port, signal) => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = openSocket({ host: address, port });
  const giveUp = () => reject(signal.reason);
  socket.once("connect", resolve);
  socket.on("error", reject);
  signal.addEventListener("abort", giveUp);
  try {
    await promise;
  } finally {
    signal.removeEventListener("abort", giveUp);
    socket.destroy();
  }
};
