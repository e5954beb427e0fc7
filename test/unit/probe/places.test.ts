import { expect, test } from "bun:test";
import { createPlaces, type HeldPlaces } from "../../../src/probe/places.ts";
import { never } from "../../builders/prober.ts";

/** Whether a place comes within a few turns of the event loop; one that comes later is given back. */
async function comesSoon(taking: Promise<HeldPlaces>): Promise<boolean> {
  let came = false;
  const watching = taking.then((places) => {
    came = true;
    return places;
  });
  watching.catch(() => undefined);
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return came;
}

test.each([
  [1, true],
  [2, true],
  [3, false],
])("with 2 places per address, number %d there starts at once: %p", async (ordinal, starts) => {
  const places = createPlaces({ total: 10 }, 2);
  for (let index = 1; index < ordinal; index += 1) await places.take("192.0.2.1", "http", never);
  expect(await comesSoon(places.take("192.0.2.1", "http", never))).toBe(starts);
  expect(await comesSoon(places.take("192.0.2.2", "http", never))).toBe(true);
});

test("a full address starts the next one when one ends", async () => {
  const places = createPlaces({ total: 10 }, 1);
  const first = await places.take("192.0.2.1", "http", never);
  const second = places.take("192.0.2.1", "http", never);
  expect(await comesSoon(second)).toBe(false);
  first[Symbol.dispose]();
  expect(await comesSoon(second)).toBe(true);
});

test("those who wait for an address take no place of the total", async () => {
  const places = createPlaces({ total: 2 }, 1);
  await places.take("192.0.2.1", "http", never);
  const waiting = Array.from({ length: 5 }, () => places.take("192.0.2.1", "http", never));
  expect(await comesSoon(places.take("192.0.2.2", "http", never))).toBe(true);
  expect([waiting.length, places.taken]).toEqual([5, 2]);
});

test("a handshake that is done makes room for another before its exchange ends", async () => {
  const places = createPlaces({ total: 10, handshakes: 1 }, 10);
  const first = await places.take("192.0.2.1", "https", never);
  const second = places.take("192.0.2.2", "https", never);
  expect(await comesSoon(places.take("192.0.2.3", "http", never))).toBe(true);
  expect(await comesSoon(second)).toBe(false);
  first.handshakeDone();
  expect(await comesSoon(second)).toBe(true);
});

test("an abort while waiting gives back what was taken so far", async () => {
  const places = createPlaces({ total: 1 }, 1);
  const first = await places.take("192.0.2.1", "https", never);
  const stopping = new AbortController();
  const second = places.take("192.0.2.2", "https", stopping.signal);
  expect(await comesSoon(second)).toBe(false);
  stopping.abort(new Error("stopping"));
  expect(second).rejects.toThrow("stopping");
  first[Symbol.dispose]();
  expect(await comesSoon(places.take("192.0.2.2", "https", never))).toBe(true);
});

test("places given back twice count once", async () => {
  const places = createPlaces({ total: 1 }, 5);
  const first = await places.take("192.0.2.1", "https", never);
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  await places.take("192.0.2.1", "https", never);
  expect(places.taken).toBe(1);
  expect(await comesSoon(places.take("192.0.2.1", "https", never))).toBe(false);
});
