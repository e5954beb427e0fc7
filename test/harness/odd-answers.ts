import { gzipSync } from "node:zlib";

const deep = 1_000_000;

function json(text: string, status = 200): () => Response {
  return () => new Response(text, { status, headers: { "content-type": "application/json" } });
}

/** Sends `chunk` for ever, as fast as it is taken. */
function endless(chunk: string): () => Response {
  const bytes = new TextEncoder().encode(chunk.repeat(Math.ceil(65_536 / chunk.length)));
  return () =>
    new Response(new ReadableStream({ pull: (controller) => controller.enqueue(bytes) }), {
      headers: { "content-type": "application/json" },
    });
}

let bomb: Uint8Array<ArrayBuffer> | undefined;

/** 400 MB of blanks in 400 kB. */
function gzipBomb(): Response {
  bomb ??= new Uint8Array(gzipSync(Buffer.alloc(400_000_000, " ")));
  return new Response(bomb, { headers: { "content-type": "application/json", "content-encoding": "gzip" } });
}

/** What a proxy, another program, or a server of another version may answer to any request for JSON. */
export const oddAnswers: readonly (readonly [name: string, answer: () => Response])[] = [
  ["{}", json("{}")],
  ["[]", json("[]")],
  ["null", json("null")],
  ["a number", json("42")],
  ["a string", json('"ok"')],
  ["words of maintenance", json('{"status":"maintenance"}')],
  [
    "HTML",
    () => new Response("<!doctype html><h1>Welcome to nginx!</h1>", { headers: { "content-type": "text/html" } }),
  ],
  ["plain text", () => new Response("OK")],
  ["an empty body", () => new Response("")],
  ["204", () => new Response(null, { status: 204 })],
  ["half of a JSON", json('{"leases":[')],
  ["JSON that is nested a million levels deep", json("[".repeat(deep))],
  ["JSON that is nested a million levels deep and closed", json("[".repeat(deep) + "]".repeat(deep))],
  ["objects that are nested deeply", json(`${'{"a":'.repeat(deep / 4)}1${"}".repeat(deep / 4)}`)],
  ["millions of values", json(`[${"[],".repeat(3_000_000)}1]`)],
  ["bytes that are no text", () => new Response(new Uint8Array([0xff, 0xfe, 0, 0xd8, 0xc0]))],
  ["blanks without end", endless(" ")],
  ["a string without end", endless("a")],
  ["a bomb of gzip", gzipBomb],
  ["a coding that nobody knows", () => new Response("{}", { headers: { "content-encoding": "compress" } })],
  ["gzip that is none", () => new Response("{}", { headers: { "content-encoding": "gzip" } })],
  ["a redirect", () => new Response(null, { status: 302, headers: { location: "https://login.test/?next=/" } })],
  ["a redirect to itself", () => new Response(null, { status: 308, headers: { location: "/" } })],
  ["304", () => new Response(null, { status: 304 })],
  ["404 of another program", () => new Response("not here", { status: 404 })],
  ["400 of a proxy", () => new Response("<h1>400 Bad Request</h1>", { status: 400 })],
  ["413 of a proxy", () => new Response("<h1>413 Request Entity Too Large</h1>", { status: 413 })],
  ["502 of a proxy", () => new Response("<h1>502 Bad Gateway</h1>", { status: 502 })],
  ["a problem of another shape", json('{"detail":{"a":1}}', 422)],
  [
    "503 with a Retry-After that is none",
    () => new Response("", { status: 503, headers: { "retry-after": "Infinity" } }),
  ],
];
