import { expect, test } from "bun:test";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { decodeBody, decodeText } from "../../../src/probe/body.ts";

const text = "All is well. ".repeat(100);
const bytesMax = text.length;

const encoded = async (bytes: Uint8Array, coding: string, cap = bytesMax, complete = true) =>
  await decodeBody({ bytes, complete }, new Headers({ "content-encoding": coding }), cap);

test.each([
  ["gzip", gzipSync(text)],
  ["X-GZIP", gzipSync(text)],
  ["deflate", deflateSync(text)],
  ["deflate", deflateRawSync(text)],
  ["br", brotliCompressSync(text)],
  ["zstd", zstdCompressSync(text)],
  ["identity, gzip", gzipSync(text)],
  ["identity", Buffer.from(text)],
  ["", Buffer.from(text)],
])("a body in %s is inflated (%#)", async (coding, bytes) => {
  expect(await encoded(bytes, coding)).toEqual({ kind: "text", text });
});

test.each([
  [bytesMax - 1, "too-long"],
  [bytesMax, "text"],
  [bytesMax + 1, "text"],
] as const)("inflated under a cap of %d it is %s", async (cap, kind) => {
  for (const [coding, bytes] of [
    ["gzip", gzipSync(text)],
    ["zstd", zstdCompressSync(text)],
  ] as const) {
    expect((await encoded(bytes, coding, cap)).kind).toBe(kind);
  }
});

test("what was cut off while reading is too long, with what could be inflated of it", async () => {
  const bytes = gzipSync(text, { level: 0 }).subarray(0, 600);
  const body = await encoded(bytes, "gzip", bytesMax, false);
  expect(body.kind === "too-long" ? text.startsWith(body.start) && body.start.length > 0 : body).toBe(true);
});

test.each([
  ["gzip, br", "2 content codings"],
  ["compress", "none of gzip, deflate, br and zstd"],
  ["__proto__", "none of gzip, deflate, br and zstd"],
  ["constructor", "none of gzip, deflate, br and zstd"],
])("a body in %s cannot be decoded", async (coding, message) => {
  const body = await encoded(Buffer.from(text), coding);
  expect(body.kind === "undecodable" ? body.message : body).toContain(message);
});

test.each([
  [[0xc4, 0x72], "text/plain; charset=iso-8859-1", "Är"],
  [[0xc3, 0x84], 'text/plain; charset="UTF-8"', "Ä"],
  [[0xc3, 0x84], null, "Ä"],
  [[0xc3, 0x84], "text/plain; charset=nonsense", "Ä"],
  [[0xff, 0xfe, 0xc4, 0x00], "text/plain; charset=utf-8", "Ä"],
  [[0xfe, 0xff, 0x00, 0xc4], null, "Ä"],
  [[0xef, 0xbb, 0xbf, 0x61], null, "a"],
  [[0x82, 0xa0], "text/html; charset=Shift_JIS", "あ"],
  [[0x1b, 0x24, 0x42, 0x24, 0x22], "text/html; charset=iso-2022-jp", "あ"],
  [[0xff], null, "\ufffd"],
] as const)("bytes are decoded by mark, charset or as UTF-8 (%#)", (bytes, contentType, decoded) => {
  expect(decodeText(new Uint8Array(bytes), contentType)).toBe(decoded);
});
