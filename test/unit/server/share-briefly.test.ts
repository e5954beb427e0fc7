import { describe, expect, test } from "bun:test";
import { shareBriefly } from "../../../src/server/share-briefly.ts";

function bench({ keysMax = 2, isKept = (made: number) => made > 0 } = {}) {
  let nowMs = 0;
  let made = 0;
  const shared = shareBriefly<number>({ clock: { monotonicMs: () => nowMs }, keepMs: 10, keysMax, isKept });
  return {
    pass: (ms: number) => {
      nowMs += ms;
    },
    ask: (key = "a") => shared.get(key, async () => ++made),
    forget: () => shared.forget(),
    slowly: (answer: Promise<number>) => shared.get("a", () => answer),
    fail: (key = "a") => shared.get(key, () => Promise.reject(new Error("no"))),
  };
}

describe("what was made", () => {
  test("is everybody's until its time is over", async () => {
    const { ask, pass } = bench();
    expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
    pass(9);
    expect(await ask()).toBe(1);
    pass(1);
    expect(await ask()).toBe(2);
  });

  test("is one for each key, and the one asked for longest ago leaves first", async () => {
    const { ask } = bench({ keysMax: 2 });
    expect([await ask("a"), await ask("b"), await ask("a"), await ask("c")]).toEqual([1, 2, 1, 3]);
    expect([await ask("a"), await ask("b")]).toEqual([1, 4]);
  });

  test("is as old as when it was asked for", async () => {
    const { ask, pass, slowly } = bench();
    const { promise, resolve } = Promise.withResolvers<number>();
    const slow = slowly(promise);
    pass(10);
    resolve(7);
    expect([await slow, await ask()]).toEqual([7, 1]);
  });

  test("is made anew after it was forgotten, also where it is still being made", async () => {
    const { ask, forget } = bench();
    const before = ask();
    forget();
    expect(await Promise.all([ask(), before, ask()])).toEqual([2, 1, 2]);
  });

  test("is not kept where that is not wanted", async () => {
    const { ask } = bench({ isKept: (made) => made > 1 });
    expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
    expect([await ask(), await ask()]).toEqual([2, 2]);
  });

  test("is not kept where it failed", async () => {
    const { ask, fail } = bench();
    await expect(fail()).rejects.toThrow("no");
    expect(await ask()).toBe(1);
  });
});
