import { expect, test } from "bun:test";
import { createPasswords, isLongEnough } from "../../../src/server/auth/passwords.ts";

const { signal } = new AbortController();
const passwords = createPasswords();

test("a password is kept by Argon2id with at least 19 MiB and two passes", async () => {
  const hash = await passwords.hash("correct horse", signal);
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await passwords.verify("correct horse", hash, signal)).toBe("right");
  expect(await passwords.verify("correct hors", hash, signal)).toBe("wrong");
  expect(await passwords.verify("", hash, signal)).toBe("wrong");
});

test("a hash of other parameters is right, and said to be aged", async () => {
  const hash = await Bun.password.hash("correct horse", { algorithm: "argon2id", memoryCost: 8192, timeCost: 2 });
  expect(await passwords.verify("correct horse", hash, signal)).toBe("aged");
  expect(await passwords.verify("another horse", hash, signal)).toBe("wrong");
});

test("two ways to write the same letters are one password", async () => {
  const hash = await passwords.hash("caf\u00e9 caf\u00e9 caf\u00e9", signal);
  expect(await passwords.verify("cafe\u0301 cafe\u0301 cafe\u0301", hash, signal)).toBe("right");
});

test("without a hash the same work is done, with the parameters of today", async () => {
  const seen: string[] = [];
  const counting = createPasswords({
    hash: Bun.password.hash,
    async verify(password, hash) {
      seen.push(String(hash));
      return await Bun.password.verify(password, hash);
    },
  });
  expect(await counting.verify("anything", undefined, signal)).toBe("wrong");
  expect(await counting.verify("", undefined, signal)).toBe("wrong");
  expect(seen).toHaveLength(2);
  expect(seen[0]).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[^$]{43}\$[^$]{43}$/);
});

/** Hashes that end when the test says so; `started` are those that have begun. */
function heldPasswords(atOnce: number) {
  const started: (() => void)[] = [];
  const held = createPasswords(
    {
      hash: async () => "",
      verify: async () => await new Promise((resolve) => void started.push(() => resolve(true))),
    },
    atOnce,
  );
  const settled = async () => await new Promise(setImmediate);
  return { held, started, settled };
}

test("as many are worked on at once as there are places, and the next waits", async () => {
  const { held, started, settled } = heldPasswords(2);
  const three = Array.from({ length: 3 }, () => held.verify("x", "y", signal));
  await settled();
  expect(started).toHaveLength(2);
  started[0]?.();
  await three[0];
  await settled();
  expect(started).toHaveLength(3);
  for (const end of started) end();
  await Promise.all(three);
});

test("strangers beyond those who may wait are turned away at once, and delay nobody who is known", async () => {
  const { held, started, settled } = heldPasswords(1);
  const waiting = Array.from({ length: 33 }, () => held.verify("x", "y", signal));
  await settled();
  expect(held.isCrowded()).toBe(true);
  expect(await held.verify("x", "y", signal)).toBe("busy");
  const known = held.verifyKnown("x", "y", signal);
  await settled();
  expect(started).toHaveLength(2);
  started[1]?.();
  expect(await known).toBe("aged");
  started[0]?.();
  await waiting[0];
  await settled();
  expect(held.isCrowded()).toBe(false);
});

test.each([
  ["elevenchars", false],
  ["twelve chars", true],
  ["🐎".repeat(11), false],
  ["🐎".repeat(12), true],
  ["", false],
])("%j is long enough: %p", (password, enough) => {
  expect(isLongEnough(password)).toBe(enough);
});
