import { expect, test } from "bun:test";
import { createTurnstile, type Lane } from "../../../src/server/http/turnstile.ts";

const nextTurn = () => new Promise<void>((resolve) => void setImmediate(resolve));

/** Enters so many and notes which of them begin, in their order. */
function crowd(lanes: readonly Lane[]) {
  const turnstile = createTurnstile();
  const begun: string[] = [];
  const refused: number[] = [];
  lanes.forEach((lane, index) => {
    const wait = turnstile.enter(lane);
    if (wait === undefined) begun.push(`${lane} ${index}`);
    else void wait.then((may) => (may ? begun.push(`${lane} ${index}`) : refused.push(index)));
  });
  return { begun, refused };
}

test("four begin at once, and four in each turn of the event loop", async () => {
  const { begun } = crowd(Array.from({ length: 13 }, () => "none" as const));
  const seen = [begun.length];
  for (let turn = 0; turn < 4; turn += 1) {
    await nextTurn();
    seen.push(begun.length);
  }
  expect(seen).toEqual([4, 8, 12, 13, 13]);
  expect(begun).toEqual(Array.from({ length: 13 }, (_, index) => `none ${index}`));
});

test("those with credentials go first", async () => {
  const { begun } = crowd(["none", "none", "none", "none", "none", "credentials", "none", "credentials"]);
  await nextTurn();
  expect(begun.slice(4)).toEqual(["credentials 5", "credentials 7", "none 4", "none 6"]);
});

test.each([
  [1004, 0],
  [1005, 1],
])("of %d at once %d are turned away", async (count, turnedAway) => {
  const { begun, refused } = crowd(Array.from({ length: count }, () => "none" as const));
  for (let turn = 0; turn < 260; turn += 1) await nextTurn();
  expect([begun.length, refused.length]).toEqual([count - turnedAway, turnedAway]);
});

test("a turnstile that nobody passes is free again", async () => {
  const turnstile = createTurnstile();
  for (let turn = 0; turn < 3; turn += 1) {
    for (let one = 0; one < 4; one += 1) expect(turnstile.enter("none")).toBeUndefined();
    await nextTurn();
    await nextTurn();
  }
});
