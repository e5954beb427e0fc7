import { expect, test } from "bun:test";
import { LoopEnded, runLoop, startLoop } from "../../../src/base/loop.ts";

test.each([
  ["returns", async () => undefined, undefined],
  [
    "throws",
    async () => {
      throw new Error("broken");
    },
    "broken",
  ],
])("a loop that %s before it is stopped rejects with its name and the cause", async (_name, work, cause) => {
  const ended: unknown = await runLoop("duties", new AbortController().signal, work).catch((thrown: unknown) => thrown);
  if (!(ended instanceof LoopEnded)) throw new Error("it did not end as a loop that broke");
  expect(ended.loop).toBe("duties");
  expect(ended.cause instanceof Error ? ended.cause.message : undefined).toBe(cause);
});

test("a loop that returns when it is stopped has ended well", async () => {
  const stopping = new AbortController();
  await runLoop("duties", stopping.signal, async () => stopping.abort());
});

test.each([
  ["rejects", async () => Promise.reject(new Error("a bad turn"))],
  [
    "throws before it gives a promise",
    () => {
      throw new Error("a bad turn");
    },
  ],
])("a turn that %s does not end the loop", async (_name, turn) => {
  const third = Promise.withResolvers<void>();
  const thrown: unknown[] = [];
  await using _loop = startLoop(turn, {
    name: "turns",
    everyMs: 0,
    onError: (one) => {
      thrown.push(one);
      if (thrown.length === 3) third.resolve();
    },
  });
  await third.promise;
  expect(thrown[0]).toEqual(new Error("a bad turn"));
});
