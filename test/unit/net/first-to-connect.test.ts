import { expect, test } from "bun:test";
import { createServer, type Server } from "node:net";
import { type Connect, firstToConnect, type Race, systemConnect } from "../../../src/net/first-to-connect.ts";
import { never } from "../../builders/prober.ts";
import { freePort } from "../../harness/argos.ts";

const first = { address: "::1", family: 6 } as const;
const other = { address: "127.0.0.1", family: 4 } as const;

function aRace(overrides: Partial<Race> = {}): Race {
  return { addresses: [first, other], port: 443, timeoutMs: 2000, ...overrides };
}

/** Connects to the addresses named, and never to any other. */
function reaching(...addresses: string[]) {
  const signals = new Map<string, AbortSignal>();
  const connect: Connect = async (address, _, signal) => {
    signals.set(address, signal);
    if (addresses.includes(address)) return;
    await new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  };
  return { connect, signals };
}

/** Listens at an address and counts who comes. */
async function listening(host: string, port: number): Promise<{ readonly count: () => number } & AsyncDisposable> {
  let count = 0;
  const server: Server = createServer((socket) => {
    count += 1;
    socket.on("error", () => undefined);
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  return {
    count: () => count,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}

test("where both answer the first wins and the other is left alone", async () => {
  const port = freePort();
  await using _first = await listening("::1", port);
  await using second = await listening("127.0.0.1", port);
  expect(await firstToConnect(systemConnect, aRace({ port }), never)).toEqual(first);
  expect(second.count()).toBe(0);
});

test("where the first refuses the other wins without waiting for its turn", async () => {
  const connect: Connect = async (address) => {
    if (address === first.address) throw new Error("refused");
  };
  // Less than the head start of the first.
  expect(await firstToConnect(connect, aRace({ timeoutMs: 200 }), never)).toEqual(other);
});

test("where the first is silent the other wins and the first is closed", async () => {
  const { connect, signals } = reaching("127.0.0.1");
  expect(await firstToConnect(connect, aRace(), never)).toEqual(other);
  expect(signals.get("::1")?.aborted).toBe(true);
});

test("the other does not start within the head start of the first", async () => {
  const { connect, signals } = reaching();
  expect(await firstToConnect(connect, aRace({ timeoutMs: 200 }), never)).toBeUndefined();
  expect([...signals.keys()]).toEqual(["::1"]);
});

test("nobody wins where both refuse, or both are silent until the end", async () => {
  expect(await firstToConnect(systemConnect, aRace({ port: freePort() }), never)).toBeUndefined();
  const { connect, signals } = reaching();
  expect(await firstToConnect(connect, aRace({ timeoutMs: 300 }), never)).toBeUndefined();
  expect([...signals.values()].map((signal) => signal.aborted)).toEqual([true, true]);
});

test("an abort ends the race with its reason", async () => {
  const stopping = new AbortController();
  const { connect } = reaching();
  const racing = firstToConnect(connect, aRace(), stopping.signal);
  stopping.abort(new Error("shutting down"));
  await expect(racing).rejects.toThrow("shutting down");
  await expect(firstToConnect(connect, aRace(), stopping.signal)).rejects.toThrow("shutting down");
});

test("each of many addresses is tried in its turn until one answers", async () => {
  const addresses = Array.from({ length: 6 }, (_, n) => ({ address: `192.0.2.${n}`, family: 4 }) as const);
  const { connect, signals } = reaching("192.0.2.3");
  expect(await firstToConnect(connect, aRace({ addresses, timeoutMs: 60_000 }), never)).toEqual(addresses[3]);
  expect([...signals.keys()]).toEqual(["192.0.2.0", "192.0.2.1", "192.0.2.2", "192.0.2.3"]);
});
