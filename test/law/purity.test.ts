import { expect, test } from "bun:test";
import { impurities, isPure } from "./purity.ts";
import { readSources } from "./source.ts";

test("the pure rooms use no clock, no chance, no I/O and nothing that waits", async () => {
  const pure = (await readSources("src")).filter(({ path }) => isPure(path));
  expect(pure.length).toBeGreaterThan(30);
  expect(pure.flatMap(impurities)).toEqual([]);
});

test.each([
  ["src/checks/evaluate.ts", true],
  ["src/checks/kinds/status-is.ts", true],
  ["src/config/parse.ts", true],
  ["src/config/load.ts", false],
  ["src/config/include-files.ts", false],
  ["src/config/disk-files.ts", false],
  ["src/notify/message.ts", true],
  ["src/notify/channels/mail.ts", false],
  ["src/notify/channel-mail.ts", false],
  ["src/base/clock.ts", false],
  ["src/server/app.ts", false],
] as const)("whether %s must be pure: %p", (path, pure) => {
  expect(isPure(path)).toBe(pure);
});

test.each([
  ["const a = Date.now();", "a clock"],
  ["const a = new Date();", "a clock"],
  ["const a = new Date;", "a clock"],
  ["const a = Date();", "a clock"],
  ["const a = performance.now();", "a clock"],
  ["setTimeout(() => a(), 5);", "a timer"],
  ["const a = Math.random();", "chance"],
  ["const a = crypto.randomUUID();", "chance"],
  ["const a = process.env.A;", "the process"],
  ["const a = Bun.hash(b);", "Bun"],
  ["const a = fetch(b);", "the network"],
  ["export async function a() {}", "async"],
  ["const a = await b;", "async"],
  ["const a = Promise.resolve(1);", "async"],
])("%j is seen to be impure", (text, what) => {
  expect(impurities({ path: "src/checks/a.ts", text: `${text}\nexport const z = a;` })).toContain(
    `src/checks/a.ts uses ${what}`,
  );
});

test.each([
  [`import { readFileSync } from "node:fs";\nexport const a = readFileSync;`, "node:fs"],
  [`import { connect, isIP } from "node:net";\nexport const a = connect;`, "node:net"],
  [`import { file } from "bun";\nexport const a = file;`, "bun"],
  [`import { systemClock } from "../base/clock.ts";\nexport const a = systemClock;`, "src/base/clock.ts"],
])("%j is seen to be impure", (text, to) => {
  expect(impurities({ path: "src/checks/a.ts", text })).toEqual([`src/checks/a.ts imports ${to}`]);
});

test.each([
  ["export const a = new Date(5);"],
  [`import { isIP } from "node:net";\nexport const a = isIP;`],
  [`import { createHash } from "node:crypto";\nexport const a = createHash;`],
  ["/** Never await a process. */\nexport const a = 1; // Date.now()"],
  ['export const a = "Date.now() await fetch(";'],
  [`import type { Clock } from "../base/clock.ts";\nexport type A = Promise<Clock>;`],
  ["export const a = new Date(b).toISOString();"],
])("%j is pure", (text) => {
  expect(impurities({ path: "src/checks/a.ts", text })).toEqual([]);
});
