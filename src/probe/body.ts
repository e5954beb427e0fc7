import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw, createZstdDecompress } from "node:zlib";
import { messageOf } from "../base/error.ts";
import type { Body } from "../checks/observation.ts";
import { type BodyBytes, joinedBytes } from "../net/capped-body.ts";

/** Decodes what was read: one content coding, then the charset. `bytesMax` caps the inflated size too. */
export async function decodeBody(read: BodyBytes, headers: Headers, bytesMax: number): Promise<Body> {
  const coding = contentCoding(headers.get("content-encoding"));
  if (coding === undefined) return textBody(read, headers, bytesMax);
  const inflater = coding.length === 1 ? inflaters.get(coding[0] ?? "") : undefined;
  if (!inflater) return { kind: "undecodable", message: undecodableMessage(coding) };
  const inflated = await inflate(read, inflater(read.bytes), bytesMax);
  if (typeof inflated === "string") return { kind: "undecodable", message: `not valid ${coding[0]}: ${inflated}` };
  return textBody(inflated, headers, bytesMax);
}

function textBody(read: BodyBytes, headers: Headers, bytesMax: number): Body {
  const text = decodeText(read.bytes, headers.get("content-type"));
  return read.complete ? { kind: "text", text } : { kind: "too-long", start: text, bytesMax };
}

/** The codings in the order applied; undefined for none. */
function contentCoding(header: string | null): readonly string[] | undefined {
  if (header === null) return undefined;
  const codings = header
    .slice(0, 200)
    .toLowerCase()
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "" && one !== "identity");
  return codings.length === 0 ? undefined : codings;
}

function undecodableMessage(codings: readonly string[]): string {
  if (codings.length > 1) return `the body has ${codings.length} content codings, one over the other`;
  return "the content coding is none of gzip, deflate, br and zstd";
}

type Inflater = ReturnType<typeof createGunzip | typeof createBrotliDecompress | typeof createZstdDecompress>;

/** By the names of RFC 9110 (8.4.1), RFC 7932 and RFC 8878. */
const inflaters = new Map<string, (start: Uint8Array) => Inflater>([
  ["gzip", () => createGunzip()],
  ["x-gzip", () => createGunzip()],
  ["deflate", (start) => (hasZlibHeader(start) ? createInflate() : createInflateRaw())],
  ["br", () => createBrotliDecompress()],
  ["zstd", () => createZstdDecompress()],
]);

/** Some servers send raw deflate although RFC 9110 says zlib: the zlib header has a check (RFC 1950, 2.2). */
function hasZlibHeader([first = 0, second = 0]: Uint8Array): boolean {
  return (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0;
}

/** Inflates until the end or the cap, whichever comes first; the text of the error when the bytes are broken. */
async function inflate(read: BodyBytes, inflater: Inflater, bytesMax: number): Promise<BodyBytes | string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  inflater.end(read.bytes);
  try {
    for await (const chunk of inflater) {
      if (!(chunk instanceof Uint8Array)) continue;
      chunks.push(chunk);
      length += chunk.length;
      if (length > bytesMax) return { bytes: joinedBytes(chunks, bytesMax), complete: false };
    }
    return { bytes: joinedBytes(chunks, bytesMax), complete: read.complete };
  } catch (error) {
    if (!read.complete) return { bytes: joinedBytes(chunks, bytesMax), complete: false };
    return messageOf(error);
  } finally {
    inflater.destroy();
  }
}

const utf8 = new TextDecoder();

/** The text of a body: a byte order mark wins over the charset of `Content-Type`, and UTF-8 is what else it is. */
export function decodeText(bytes: Uint8Array, contentType: string | null): string {
  const label = markedCharset(bytes) ?? namedCharset(contentType);
  return (label === undefined ? utf8 : decoderOf(label)).decode(bytes);
}

function markedCharset([first, second]: Uint8Array): string | undefined {
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return undefined;
}

function namedCharset(contentType: string | null): string | undefined {
  const label = /;\s*charset\s*=\s*"?([^\s";]{1,40})/i.exec(contentType ?? "")?.[1]?.toLowerCase();
  return label === undefined || label === "utf-8" || label === "utf8" ? undefined : label;
}

/** The type lists what Bun documents; the constructor itself refuses a label that it does not know. */
function decoderOf(label: string): TextDecoder {
  try {
    return new TextDecoder(label as Bun.Encoding);
  } catch {
    // A label that the Encoding standard does not know: browsers fall back too.
    return utf8;
  }
}
