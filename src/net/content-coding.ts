import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw, createZstdDecompress } from "node:zlib";
import { messageOf } from "../base/error.ts";
import { type BodyBytes, joinedBytes } from "./capped-body.ts";

/** Undoes the one content coding that a body has. `bytesMax` caps the inflated size too; a text says why it cannot be undone. */
export async function decodeContent(read: BodyBytes, headers: Headers, bytesMax: number): Promise<BodyBytes | string> {
  const coding = contentCoding(headers.get("content-encoding"));
  if (coding === undefined) return read;
  const inflater = coding.length === 1 ? inflaters.get(coding[0] ?? "") : undefined;
  if (!inflater) return undecodableMessage(coding);
  const inflated = await inflate(read, inflater(read.bytes), bytesMax);
  return typeof inflated === "string" ? `not valid ${coding[0]}: ${inflated}` : inflated;
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
