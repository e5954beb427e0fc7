import type { Body } from "../checks/observation.ts";
import type { BodyBytes } from "../net/capped-body.ts";
import { decodeContent } from "../net/content-coding.ts";

/** Decodes what was read: one content coding, then the charset. `bytesMax` caps the inflated size too. */
export async function decodeBody(read: BodyBytes, headers: Headers, bytesMax: number): Promise<Body> {
  const decoded = await decodeContent(read, headers, bytesMax);
  return typeof decoded === "string" ? { kind: "undecodable", message: decoded } : textBody(decoded, headers, bytesMax);
}

function textBody(read: BodyBytes, headers: Headers, bytesMax: number): Body {
  const text = decodeText(read.bytes, headers.get("content-type"));
  return read.complete ? { kind: "text", text } : { kind: "too-long", start: text, bytesMax };
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
