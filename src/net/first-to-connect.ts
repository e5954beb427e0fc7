import { connect as openSocket } from "node:net";
import { pause } from "../base/loop.ts";
import type { ResolvedAddress } from "./resolved-address.ts";

/** Opens a TCP connection and closes it again; rejects when none comes about, or when the signal aborts. */
export type Connect = (address: string, port: number, signal: AbortSignal) => Promise<void>;

/** What each address has for itself before the next is tried (RFC 8305, 5: Connection Attempt Delay). */
const headStartMs = 250;

/** The addresses of a host, in the order to try. */
export interface Race {
  readonly addresses: readonly ResolvedAddress[];
  readonly port: number;
  readonly timeoutMs: number;
}

/**
 * The address that connects first: each starts when the one before has failed or its head start is over, and the losers are
 * closed. Undefined when none connects in time; rejects only when `signal` aborts.
 */
export async function firstToConnect(
  connect: Connect,
  { addresses, port, timeoutMs }: Race,
  signal: AbortSignal,
): Promise<ResolvedAddress | undefined> {
  signal.throwIfAborted();
  const over = new AbortController();
  const end = () => over.abort();
  const timer = setTimeout(end, timeoutMs);
  signal.addEventListener("abort", end);
  const tried = async (one: ResolvedAddress) => {
    over.signal.throwIfAborted();
    await connect(one.address, port, over.signal);
    end();
    return one;
  };
  let turn: Promise<unknown> = Promise.resolve();
  const attempts = addresses.map((one) => {
    const attempt = turn.then(() => tried(one));
    turn = turn.then(() => Promise.race([pause(headStartMs, over.signal), attempt.catch(() => undefined)]));
    return attempt;
  });
  try {
    return await Promise.any(attempts);
  } catch {
    // Why none connected is for the exchange to say: it looks closer.
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
