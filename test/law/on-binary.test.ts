import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { notOnBinary, onBinary } from "../harness/on-binary.ts";

const folder = join(import.meta.dir, "../db");
const ofApplication = readdirSync(folder).filter((file) =>
  /harness\/(?:server|pages|visitor|two-servers)\.ts"/.test(readFileSync(join(folder, file), "utf8")),
);

test("every test of the application runs against the binary too, or says why not", () => {
  expect([...onBinary, ...Object.keys(notOnBinary)].sort()).toEqual(ofApplication.sort());
});

test("what runs against the binary asks the whole application", () => {
  for (const file of onBinary) {
    const text = readFileSync(join(folder, file), "utf8");
    expect([file, /\b(?:openApp|startApp|openServer)\([\w.]+\)/.test(text)]).toEqual([file, true]);
  }
});
