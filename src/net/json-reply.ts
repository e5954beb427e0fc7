import { cleanText } from "../base/clean-text.ts";
import { type JsonBounds, parseJson } from "../base/parse-json.ts";
import { readBody } from "./capped-body.ts";
import { decodeContent } from "./content-coding.ts";

/** What the body of a reply may be at most. */
export interface ReplyBounds extends JsonBounds {
  /** Bytes as sent, and once more as inflated. */
  readonly bytesMax: number;
}

/** A body as JSON. `oddity` names what else it is, `message` says so to a person. */
export type JsonReply =
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "odd"; readonly oddity: Oddity; readonly message: string };

export type Oddity = "empty" | "not-json" | "too-large" | "undecodable";

/** Characters of a foreign body that are quoted at most. */
const quotedCharactersMax = 100;

/** Characters of a body that are looked at for a quotation. */
const lookedAtMax = 10_000;

/**
 * Reads the body of a reply to a request with this `secret`, which is never quoted. Of a body that is too large no more than
 * the bounds is read. Rejects when the connection breaks or the request's signal aborts.
 */
export async function readJsonReply(
  response: Response,
  { bounds, secret }: { readonly bounds: ReplyBounds; readonly secret: string },
): Promise<JsonReply> {
  const { bytesMax } = bounds;
  const read = await readBody(response, bytesMax);
  if (!read.complete) return odd("too-large", `a body of more than ${bytesMax} bytes`);
  const decoded = await decodeContent(read, response.headers, bytesMax);
  if (typeof decoded === "string") return odd("undecodable", `a body that cannot be decoded: ${decoded}`);
  if (!decoded.complete) return odd("too-large", `a body that inflates to more than ${bytesMax} bytes`);
  const text = new TextDecoder().decode(decoded.bytes);
  if (text.trim() === "") return odd("empty", "an empty body");
  const parsed = parseJson(text, bounds);
  if (parsed.kind === "value") return { kind: "json", value: parsed.value };
  if (parsed.kind === "unbounded") return odd("too-large", `JSON with ${parsed.message}`);
  const type = cleanText(response.headers.get("content-type") ?? "of no type", 50);
  return odd("not-json", `a body that is not JSON (${type}): ${quotation(text, secret)}`);
}

/** A text of another program without the secret that was sent to it. To be called before the text is cut: half a secret is one too. */
export function withoutSecret(text: string, secret: string): string {
  return secret === "" ? text : text.replaceAll(secret, "***");
}

/** The beginning of a foreign body as one short line in quotes. */
function quotation(text: string, secret: string): string {
  const start = withoutSecret(text.slice(0, lookedAtMax), secret);
  return `"${cleanText(start, quotedCharactersMax).trim()}"`;
}

function odd(oddity: Oddity, message: string): JsonReply {
  return { kind: "odd", oddity, message };
}
