import type { Socket } from "node:net";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { type Random, randomOf } from "./random.ts";

/** What a server does to one request: bytes in pieces, and how it ends. */
export interface FuzzedAnswer {
  readonly pieces: readonly Buffer[];
  readonly end: "close" | "reset" | "hang" | "endless";
}

const crlf = "\r\n";
const starts = [
  "HTTP/1.1 200 OK",
  "HTTP/1.1 200 OK",
  "HTTP/1.1 200 OK",
  "HTTP/1.0 200 OK",
  "HTTP/1.1 200",
  "HTTP/1.1 999 Odd",
  "HTTP/1.1 099 Odd",
  "HTTP/1.1 100 Continue",
  "HTTP/1.1 101 Switching Protocols",
  "HTTP/1.1 103 Early Hints",
  "HTTP/1.1 204 No Content",
  "HTTP/1.1 206 Partial",
  "HTTP/1.1 301 Moved",
  "HTTP/1.1 302 Found",
  "HTTP/1.1 303 See Other",
  "HTTP/1.1 304 Not Modified",
  "HTTP/1.1 308 Permanent",
  "HTTP/1.1 401 Unauthorized",
  "HTTP/1.1 407 Proxy",
  "HTTP/1.1 503 Busy",
  "HTTP/2 200",
  "HTTP/1.1 2000 OK",
  "HTTP/1.1  200 OK",
  "ICY 200 OK",
  "",
  "\0\0\0\0",
  "SSH-2.0-x",
];
const names = [
  "Content-Length",
  "Content-Length",
  "Transfer-Encoding",
  "Content-Encoding",
  "Content-Type",
  "Location",
  "Connection",
  "Set-Cookie",
  "Set-Cookie",
  "Trailer",
  "Upgrade",
  "Keep-Alive",
  "Link",
  "Refresh",
  "Retry-After",
  "Strict-Transport-Security",
  "Alt-Svc",
  "X-Odd",
  "X Odd",
  "",
  "é",
  ":status",
  "__proto__",
  "constructor",
];
const codings = [
  "gzip",
  "x-gzip",
  "deflate",
  "br",
  "zstd",
  "identity",
  "compress",
  "gzip, br",
  "UTF-8",
  "none",
  "",
  "GZIP",
  "gzip,gzip,gzip,gzip,gzip",
];
const values = [
  "",
  "0",
  "5",
  "-1",
  "1e9",
  "99999999999999999999",
  "5, 5",
  "5, 6",
  "0x5",
  "chunked",
  "chunked, chunked",
  "gzip, chunked",
  "identity",
  "close",
  "keep-alive",
  "text/html; charset=utf-8",
  "text/html; charset=utf-16",
  "application/json",
  "application/json; charset=nonsense",
  "text/html; charset=",
  "text/event-stream",
  "/",
  "//",
  "///x",
  "http://",
  "https://[::1",
  "http://127.0.0.1:1/",
  "http://169.254.169.254/",
  "file:///etc/passwd",
  "javascript:alert(1)",
  "http://user:pass@x.example/",
  "/%ff%fe",
  "é",
  "a".repeat(9000),
  "a=b; Path=/; Domain=.example",
  "=",
  "\u202e",
  "\t x \t",
];
const texts = [
  "",
  "hello",
  "{}",
  "[]",
  '{"a":{"b":[1,2,{"c":null}]},"a":1}',
  "[".repeat(20_000),
  '{"__proto__":{"x":1},"constructor":1}',
  "1e999",
  "9007199254740993",
  "\ufeff{}",
  "<html><meta charset=utf-16>",
  '<?xml version="1.0" encoding="nonsense"?>',
  "a".repeat(300_000),
  "\0".repeat(500),
];

/** The answer of one case of a seed. */
export function fuzzedAnswer(seed: number, index: number): FuzzedAnswer {
  const random = randomOf(seed, index);
  const body = oddBody(random);
  const lines = [random.of(starts), ...oddHeaders(random, body)];
  const head = Buffer.from(
    lines.join(random.of([crlf, crlf, crlf, "\n"])) +
      random.of([crlf + crlf, crlf + crlf, crlf + crlf, "\n\n", "", crlf]),
    random.of(["utf8", "latin1"]),
  );
  const whole = mutated(random, Buffer.concat([head, body]));
  const pieces = random.chance(0.7) ? [whole] : cut(random, whole);
  return { pieces, end: random.of(["close", "close", "close", "close", "reset", "hang", "endless"]) };
}

function oddHeaders(random: Random, body: Buffer): string[] {
  const count = random.of([0, 1, 2, 3, 5, 10, 64, 300]);
  const odd = Array.from({ length: count }, () => {
    const name = random.of(names);
    const value = name === "Content-Encoding" ? random.of(codings) : random.of(values);
    return random.chance(0.05) ? ` folded ${value}` : `${name}${random.of([": ", ":", " : ", ""])}${value}`;
  });
  const length = random.chance(0.6) ? [`Content-Length: ${body.length + random.of([0, 0, 0, 0, 1, -1])}`] : [];
  const coding = random.chance(0.3) ? [`Content-Encoding: ${random.of(codings)}`] : [];
  return [...length, ...coding, ...odd];
}

function oddBody(random: Random): Buffer {
  const plain = random.chance(0.2)
    ? random.bytes(random.below(2000))
    : Buffer.from(random.of(texts), random.of(["utf8", "latin1", "utf16le"]));
  const coded = random.of([
    (one: Buffer) => one,
    (one: Buffer) => one,
    gzipSync,
    deflateSync,
    deflateRawSync,
    brotliCompressSync,
    zstdCompressSync,
  ]);
  const sent = Buffer.from(coded(random.chance(0.02) ? Buffer.alloc(30_000_000) : plain));
  return random.chance(0.15) ? chunked(random, sent) : sent;
}

function chunked(random: Random, body: Buffer): Buffer {
  const size = random.of([
    body.length.toString(16),
    "-5",
    "ffffffffffffffff",
    "5;ext=1",
    "g",
    "0",
    `0${body.length.toString(16)}`,
  ]);
  return Buffer.concat([
    Buffer.from(`${size}${crlf}`),
    body,
    Buffer.from(random.of([`${crlf}0${crlf}${crlf}`, "", `${crlf}0${crlf}X-Trailer: 1${crlf}${crlf}`])),
  ]);
}

/** Some bytes changed, dropped or doubled, in one case of four. */
function mutated(random: Random, bytes: Buffer): Buffer {
  if (bytes.length === 0 || random.chance(0.75)) return bytes;
  const at = random.below(Math.min(bytes.length, 2000));
  const before = bytes.subarray(0, at);
  const after = bytes.subarray(Math.min(bytes.length, at + random.of([0, 1, 1, 10])));
  return Buffer.concat([before, random.bytes(random.of([0, 1, 1, 5])), after]);
}

function cut(random: Random, bytes: Buffer): Buffer[] {
  const at = random.below(bytes.length + 1);
  return [bytes.subarray(0, at), bytes.subarray(at)];
}

/** How much of an endless answer is sent, in bytes, before the connection is left open. */
const endlessBytes = 2_000_000;

/** Plays an answer to a socket. */
export function play({ pieces, end }: FuzzedAnswer, socket: Socket): void {
  for (const piece of pieces) socket.write(piece);
  if (end === "close") socket.end();
  else if (end === "reset") socket.resetAndDestroy();
  else if (end === "endless") socket.write(Buffer.alloc(endlessBytes, "a"));
}
