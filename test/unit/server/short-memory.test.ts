import { expect, test } from "bun:test";
import { createShortMemory } from "../../../src/server/auth/short-memory.ts";
import { heldClock } from "../../harness/held-clock.ts";

function counting() {
  const clock = heldClock();
  let loads = 0;
  const memory = createShortMemory<{ n: number }>({ lifeMs: 1000, entriesMax: 2, clock });
  const load = async () => {
    loads += 1;
    return { n: loads };
  };
  return { clock, memory, load, loads: () => loads };
}

test("a value is asked for again when it is as old as it may be, counted from before it was asked for", async () => {
  const { clock, memory, load } = counting();
  expect(await memory.get("a", load)).toEqual({ n: 1 });
  clock.ms = 999;
  expect(await memory.get("a", load)).toEqual({ n: 1 });
  clock.ms = 1000;
  expect(await memory.get("a", load)).toEqual({ n: 2 });
});

test("those who ask at the same time share one answer", async () => {
  const { memory, load, loads } = counting();
  expect(await Promise.all([memory.get("a", load), memory.get("a", load)])).toEqual([{ n: 1 }, { n: 1 }]);
  expect(loads()).toBe(1);
});

test("the oldest of too many is forgotten", async () => {
  const { memory, load, loads } = counting();
  for (const key of ["a", "b", "c", "c", "b"]) await memory.get(key, load);
  expect(loads()).toBe(3);
  await memory.get("a", load);
  expect(loads()).toBe(4);
});

test("what is not there, and what failed, is asked for again", async () => {
  const { memory, load } = counting();
  expect(await memory.get("a", async () => undefined)).toBeUndefined();
  await expect(memory.get("a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await memory.get("a", load)).toEqual({ n: 1 });
});

test("what was forgotten is asked for again, though an answer is under way", async () => {
  const { memory, load } = counting();
  const { promise, resolve } = Promise.withResolvers<{ n: number }>();
  const under = memory.get("a", () => promise);
  memory.forget();
  const fresh = await memory.get("a", load);
  resolve({ n: 99 });
  expect([await under, fresh, await memory.get("a", load)]).toEqual([{ n: 99 }, { n: 1 }, { n: 1 }]);
});
