import { expect, test } from "bun:test";
import type { Connect } from "../../../src/net/first-to-connect.ts";
import type { ResolvedAddress } from "../../../src/net/resolved-address.ts";
import { parseTargetUrl } from "../../../src/net/target-url.ts";
import { createAddressOrder } from "../../../src/probe/address-order.ts";
import { createPlaces } from "../../../src/probe/places.ts";
import { createStopwatch } from "../../../src/probe/stopwatch.ts";
import { never } from "../../builders/prober.ts";

const six = { address: "2001:db8::1", family: 6 } as const;
const four = { address: "192.0.2.1", family: 4 } as const;
const both = [six, four] as const;

/** An order on a clock of its own whose connections come about over the families in `alive`, each after 40 ms. */
function anOrder(perAddressMax = 10) {
  let nowMs = 0;
  const alive = new Set<4 | 6>([4, 6]);
  const tried: string[] = [];
  const clock = { now: () => new Date(0), monotonicMs: () => nowMs };
  const connect: Connect = async (address) => {
    tried.push(address);
    nowMs += 40;
    if (!alive.has(address.includes(":") ? 6 : 4)) throw new Error("refused");
  };
  const order = createAddressOrder({ clock, places: createPlaces({ total: 10 }, perAddressMax), connect });
  const stopwatch = createStopwatch(clock, 1000);
  const ask = async (url = "https://a.example/", found: readonly [ResolvedAddress, ...ResolvedAddress[]] = both) => {
    const pair = await order.of(found, { url: parsed(url), stopwatch, signal: never });
    return pair.map((one) => one?.address);
  };
  return {
    order,
    ask,
    alive,
    tried,
    stopwatch,
    passMs(ms: number) {
      nowMs += ms;
    },
  };
}

function parsed(text: string) {
  const url = parseTargetUrl(text);
  if (typeof url === "string") throw new Error(url);
  return url;
}

test("a host of one address is not raced", async () => {
  const { ask, tried } = anOrder();
  expect(await ask("https://a.example/", [four])).toEqual([four.address]);
  expect(tried).toEqual([]);
});

test("of several addresses of one family the one that connects comes first, the others after it in their order", async () => {
  const { ask, alive, tried } = anOrder();
  alive.delete(4);
  const sixes = ["2001:db8::7", "2001:db8::8"].map((address) => ({ address, family: 6 }) as const);
  expect(await ask("https://a.example/", [four, ...sixes])).toEqual(["2001:db8::7", four.address, "2001:db8::8"]);
  expect(tried).toEqual([four.address, "2001:db8::7"]);
});

test("while both answer the resolver's order holds, and only the first probe finds that out", async () => {
  const { ask, tried } = anOrder();
  for (let probe = 0; probe < 3; probe += 1) expect(await ask()).toEqual([six.address, four.address]);
  expect(tried).toEqual([six.address]);
});

test("an address that connects comes first for every host that has it", async () => {
  const { ask, alive, tried } = anOrder();
  alive.delete(6);
  expect(await ask()).toEqual([four.address, six.address]);
  expect(await ask("https://b.example/")).toEqual([four.address, six.address]);
  expect(tried).toEqual([six.address, four.address]);
});

test.each([
  [299_999, 1],
  [300_000, 2],
])("%d ms later it has been found out %d times", async (ms, times) => {
  const { ask, tried, passMs } = anOrder();
  await ask();
  passMs(ms);
  await ask();
  expect(tried).toHaveLength(times);
});

test("what is forgotten is found out anew, another port for itself", async () => {
  const { ask, alive, order, tried } = anOrder();
  await ask();
  alive.delete(6);
  expect(await ask()).toEqual([six.address, four.address]);
  order.forget(six.address, 443);
  expect(await ask()).toEqual([four.address, six.address]);
  const before = tried.length;
  await ask("http://a.example/");
  await ask("https://a.example/other/path");
  expect(tried.length - before).toBe(2);
});

test("where neither answers the resolver's order holds and nothing is remembered", async () => {
  const { ask, alive, tried } = anOrder();
  alive.clear();
  for (let probe = 0; probe < 2; probe += 1) expect(await ask()).toEqual([six.address, four.address]);
  expect(tried).toHaveLength(4);
});

test("the time it took uses up the deadline and is no part of the answer's time", async () => {
  const { ask, alive, stopwatch } = anOrder();
  alive.delete(6);
  await ask();
  expect([stopwatch.elapsedMs(), stopwatch.usedMs(), stopwatch.remainingMs()]).toEqual([0, 80, 920]);
  alive.clear();
  await ask("https://b.example:8443/");
  expect([stopwatch.elapsedMs(), stopwatch.usedMs(), stopwatch.remainingMs()]).toEqual([80, 160, 840]);
});

test("probes of one host that wait for their turn find the answer there", async () => {
  const { ask, tried } = anOrder(1);
  await Promise.all(Array.from({ length: 5 }, () => ask()));
  expect(tried).toEqual([six.address]);
});
