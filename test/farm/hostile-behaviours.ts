import type { Socket } from "node:net";
import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { hostileText } from "./certificates.ts";

/** One connection to a hostile server. */
export interface Visit {
  readonly socket: Socket;
  /** Path and query as sent; "/" where the behaviour starts before a request. */
  readonly path: string;
  /** 1 for the first connection to this server. */
  readonly ordinal: number;
  readonly port: number;
}

export interface Behaviour {
  /** When it starts: at accept, after the head of a request, or after a TLS handshake and the head of a request. */
  readonly on: "accept" | "request" | "secure-request";
  /** The scheme to reach it by; http unless told. */
  readonly scheme?: "https";
  readonly answer: (visit: Visit) => void;
}

const ok = "HTTP/1.1 200 OK\r\n";
const bombBytes = 64 * 1024 * 1024;
const floodBytesMax = 256 * 1024 * 1024;
const page = "<p>All is well</p>";

const table = {
  // bodies
  "endless-chunks": request((visit) => flood(visit, `${ok}Transfer-Encoding: chunked\r\n\r\n`, chunkOf(16_384))),
  "endless-until-close": request((visit) => flood(visit, `${ok}\r\n`, Buffer.alloc(16_384, "a"))),
  "gigabyte-length": request((visit) =>
    flood(visit, `${ok}Content-Length: 1000000000\r\n\r\n`, Buffer.alloc(16_384, "a")),
  ),
  "gzip-bomb": encoded("gzip", () => bomb("gzip")),
  "deflate-bomb": encoded("deflate", () => bomb("deflate")),
  "br-bomb": encoded("br", () => bomb("br")),
  "zstd-bomb": encoded("zstd", () => bomb("zstd")),
  "nested-gzip": encoded("gzip, gzip", () => gzipSync(gzipSync(page))),
  "unknown-encoding": encoded("x-rot13", () => Buffer.from(page)),
  "truncated-gzip": encoded("gzip", () => gzipSync(page.repeat(50)).subarray(0, 30)),
  "corrupt-gzip": encoded("gzip", () => corrupted(gzipSync(page.repeat(50)))),
  "not-gzip": encoded("gzip", () => Buffer.from(page)),
  "gzip-10000-members": encoded("gzip", () => Buffer.concat(Array.from({ length: 10_000 }, () => gzipSync("a")))),
  "invalid-utf8": plain("text/plain; charset=utf-8", Buffer.from([0x61, 0xff, 0xfe, 0x62, 0x00, 0x63])),
  "utf16-body": plain("text/plain; charset=utf-16le", Buffer.from("Ärger", "utf16le")),
  "latin1-body": plain("text/plain; charset=ISO-8859-1", Buffer.from("Ärger", "latin1")),
  "wrong-charset": plain("text/plain; charset=klingon", Buffer.from("Ärger")),
  "byte-order-mark": plain("text/plain", Buffer.from("\ufeffÄrger")),
  "trailer-flood": request((visit) =>
    flood(visit, `${ok}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n`, Buffer.from("X-Trailer: a\r\n".repeat(500))),
  ),
  "no-content-with-body": whole(`HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello`),
  "not-modified-with-body": whole(`HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nhello`),
  "second-response": whole(`${ok}Content-Length: 2\r\n\r\nokHTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\nevil`),

  // time
  silent: { on: "accept", answer: () => undefined },
  "silent-after-request": request(() => undefined),
  "slow-headers": request((visit) =>
    drip(visit.socket, `${ok}Content-Length: 2\r\nX-Slow: ${"a".repeat(5000)}\r\n\r\nok`),
  ),
  "slow-body": request((visit) => drip(visit.socket, "a".repeat(5000), `${ok}Content-Length: 5000\r\n\r\n`)),
  "continue-flood": request((visit) => flood(visit, "", Buffer.from("HTTP/1.1 100 Continue\r\n\r\n".repeat(20)))),
  "early-hints-flood": request((visit) =>
    flood(visit, "", Buffer.from("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(20))),
  ),

  // ends
  "close-at-accept": { on: "accept", answer: ({ socket }) => socket.destroy() },
  "reset-at-accept": { on: "accept", answer: ({ socket }) => socket.resetAndDestroy() },
  "close-after-request": request(({ socket }) => socket.end()),
  "reset-after-request": request(({ socket }) => socket.resetAndDestroy()),
  "close-mid-headers": request(({ socket }) => socket.end(`${ok}Content-Le`)),
  "reset-mid-headers": cutOff(`${ok}Content-Le`),
  "close-mid-body": request(({ socket }) => socket.end(`${ok}Content-Length: 5000\r\n\r\nhello`)),
  "reset-mid-body": cutOff(`${ok}Content-Length: 5000\r\n\r\nhello`),
  "close-mid-chunk": request(({ socket }) => socket.end(`${ok}Transfer-Encoding: chunked\r\n\r\n64\r\nhello`)),

  // headers
  "headers-64": whole(`${ok}${headerLines(62)}Content-Length: 2\r\nX-Last: 1\r\n\r\nok`),
  "headers-300": whole(`${ok}${headerLines(300)}Content-Length: 2\r\n\r\nok`),
  "header-mebibyte": whole(`${ok}X-Big: ${"a".repeat(1024 * 1024)}\r\nContent-Length: 2\r\n\r\nok`),
  "header-ten-mebibytes": whole(`${ok}X-Big: ${"a".repeat(10 * 1024 * 1024)}\r\nContent-Length: 2\r\n\r\nok`),
  "endless-headers": request((visit) => flood(visit, ok, Buffer.from(headerLines(500)))),
  "cookie-flood": whole(`${ok}${`Set-Cookie: a=${"b".repeat(4000)}\r\n`.repeat(100)}Content-Length: 2\r\n\r\nok`),
  "length-negative": whole(`${ok}Content-Length: -5\r\n\r\nhello`),
  "length-garbage": whole(`${ok}Content-Length: many\r\n\r\nhello`),
  "length-conflict": whole(`${ok}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`),
  "length-and-chunks": whole(`${ok}Content-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`),
  "chunk-garbage": whole(`${ok}Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n`),
  "hostile-texts": whole(
    Buffer.from(
      `HTTP/1.1 200 <script>alert(1)</script>\r\nX-Markup: "><img src=x onerror=alert(1)>{{7*7}}\r\n` +
        `X-Bidi: a\u202eb\r\nContent-Length: ${Buffer.byteLength(hostileText)}\r\n\r\n${hostileText}`,
    ),
  ),
  "latin1-header": whole(Buffer.from(`${ok}X-Name: \u00c4rger\u0085\r\nContent-Length: 2\r\n\r\nok`, "latin1")),
  "nul-in-header": whole(`${ok}X-Nul: a\u0000b\r\nContent-Length: 2\r\n\r\nok`),
  "escape-in-header": whole(`${ok}X-Escape: \u001b[31mred\r\nContent-Length: 2\r\n\r\nok`),

  // status lines
  "status-99": whole("HTTP/1.1 99 Low\r\nContent-Length: 2\r\n\r\nok"),
  "status-199": request(({ socket }) => socket.end("HTTP/1.1 199 Odd\r\nContent-Length: 2\r\n\r\nok")),
  "status-600": whole("HTTP/1.1 600 High\r\nContent-Length: 2\r\n\r\nok"),
  "status-999": whole("HTTP/1.1 999 High\r\nContent-Length: 2\r\n\r\nok"),
  "status-word": whole("HTTP/1.1 abc\r\nContent-Length: 2\r\n\r\nok"),
  "switching-protocols": whole(
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nhi",
  ),
  "http-0.9": request(({ socket }) => socket.end("<html>hello</html>")),
  "http-3.0": whole("HTTP/3.0 200 OK\r\nContent-Length: 2\r\n\r\nok"),
  garbage: request(({ socket }) => socket.end("\u0000\u0001\u0002 garbage \r\n\r\n")),
  "ssh-banner": { on: "accept", answer: ({ socket }) => socket.write("SSH-2.0-OpenSSH_9.2\r\n") },

  // redirects: `/?<raw Location, percent-encoded>`
  redirect: request(({ socket, path }) =>
    socket.write(redirect(decodeURIComponent(path.slice(path.indexOf("?") + 1)), 302)),
  ),
  "redirect-see-other": request(({ socket, path }) =>
    socket.write(redirect(decodeURIComponent(path.slice(path.indexOf("?") + 1)), 303)),
  ),
  "redirect-loop": request(({ socket, path }) => socket.write(redirect(path, 301))),
  "redirect-growing": request(({ socket, path }) => socket.write(redirect(`${path}a`, 302))),
  "redirect-thousand": request(({ socket, path }) =>
    socket.write(redirect(`/${Math.min(1000, Number(path.slice(1)) + 1)}`, 307)),
  ),
  "redirect-nowhere": whole("HTTP/1.1 301 Moved\r\nContent-Length: 2\r\n\r\nok"),

  // TLS
  "tls-silent": { on: "accept", scheme: "https", answer: () => undefined },
  "tls-close": { on: "accept", scheme: "https", answer: ({ socket }) => socket.once("data", () => socket.destroy()) },
  "tls-reset": {
    on: "accept",
    scheme: "https",
    answer: ({ socket }) => socket.once("data", () => socket.resetAndDestroy()),
  },
  "tls-plain": {
    on: "accept",
    scheme: "https",
    answer: ({ socket }) => socket.once("data", () => socket.end(`${ok}\r\n`)),
  },
  "tls-garbage": {
    on: "accept",
    scheme: "https",
    answer: ({ socket }) => socket.once("data", () => socket.write(Buffer.alloc(512, 0x16))),
  },
  "tls-alert": {
    on: "accept",
    scheme: "https",
    answer: ({ socket }) => socket.once("data", () => socket.end(Buffer.from([0x15, 3, 1, 0, 2, 2, 40]))),
  },
  "tls-silent-after-request": { on: "secure-request", scheme: "https", answer: () => undefined },
  "tls-endless-chunks": {
    on: "secure-request",
    scheme: "https",
    answer: (visit) => flood(visit, `${ok}Transfer-Encoding: chunked\r\n\r\n`, chunkOf(16_384)),
  },
  "tls-reset-after-request": { on: "secure-request", scheme: "https", answer: ({ socket }) => socket.destroy() },
} as const satisfies Record<string, Behaviour>;

export type BehaviourName = keyof typeof table;

/** Every way to be wrong that the farm knows. */
export const behaviours: Readonly<Record<BehaviourName, Behaviour>> = table;

/** All names, in the order of the table. */
export const behaviourNames = Object.keys(table).filter((name): name is BehaviourName => name in table);

function request(answer: (visit: Visit) => void): Behaviour {
  return { on: "request", answer };
}

function whole(answer: string | Buffer): Behaviour {
  return request(({ socket }) => socket.write(answer));
}

function plain(contentType: string, body: Buffer): Behaviour {
  const head = `${ok}Content-Type: ${contentType}\r\nContent-Length: ${body.length}\r\n\r\n`;
  return whole(Buffer.concat([Buffer.from(head), body]));
}

function encoded(coding: string, body: () => Buffer): Behaviour {
  return request(({ socket }) => {
    const bytes = body();
    socket.write(`${ok}Content-Encoding: ${coding}\r\nContent-Length: ${bytes.length}\r\n\r\n`);
    socket.write(bytes);
  });
}

/** Sends a start, and a reset once it is on its way. */
function cutOff(start: string): Behaviour {
  return request(({ socket }) => socket.write(start, () => setTimeout(() => socket.resetAndDestroy(), 20)));
}

function redirect(location: string, status: number): string {
  return `HTTP/1.1 ${status} Elsewhere\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`;
}

function headerLines(count: number): string {
  return Array.from({ length: count }, (_, index) => `X-Number-${index}: ${index}\r\n`).join("");
}

function chunkOf(bytes: number): Buffer {
  return Buffer.from(`${bytes.toString(16)}\r\n${"a".repeat(bytes)}\r\n`);
}

function corrupted(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  changed.fill(0xff, changed.length - 8);
  return changed;
}

const bombs = new Map<string, Buffer>();

/** 64 MiB of zeros in one coding, made at first use and kept. */
function bomb(coding: keyof typeof compressors): Buffer {
  const made = bombs.get(coding) ?? compressors[coding]();
  bombs.set(coding, made);
  return made;
}

/** Gzip members and zstd frames may follow one another, which makes the large ones cheap to make. */
const compressors = {
  gzip: () => repeated(gzipSync(Buffer.alloc(bombBytes / 64)), 64),
  zstd: () => repeated(zstdCompressSync(Buffer.alloc(bombBytes / 64)), 64),
  deflate: () => deflateSync(Buffer.alloc(bombBytes), { level: 1 }),
  br: () => brotliCompressSync(Buffer.alloc(bombBytes), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
};

function repeated(bytes: Buffer, times: number): Buffer {
  return Buffer.concat(Array.from({ length: times }, () => bytes));
}

const floodPiecesAtOnce = 16;

/** Writes `head`, then `piece` for as long as the other side reads, up to 256 MiB; lets others run in between. */
function flood({ socket }: Visit, head: string, piece: Buffer): void {
  let left = floodBytesMax;
  const more = () => {
    for (let count = 0; count < floodPiecesAtOnce; count += 1) {
      if (left <= 0 || socket.destroyed) return;
      left -= piece.length;
      if (!socket.write(piece)) return;
    }
    setImmediate(more);
  };
  socket.on("drain", more);
  if (head !== "") socket.write(head);
  more();
}

/** Writes one character of `text` every 20 ms. */
function drip(socket: Socket, text: string, head = ""): void {
  if (head !== "") socket.write(head);
  let at = 0;
  const timer = setInterval(() => {
    if (socket.destroyed || at >= text.length) clearInterval(timer);
    else socket.write(text.charAt(at++));
  }, 20);
}
