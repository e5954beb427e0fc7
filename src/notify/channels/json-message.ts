import type { Delivery } from "../delivery.ts";
import type { HttpMessage } from "./guarded-post.ts";

/** What a channel adds to a message in JSON. */
export interface JsonParts {
  readonly url: string;
  readonly content: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
}

/** A POST of JSON. Its `Idempotency-Key` is the same for each attempt at the same message. */
export function jsonMessage({ idempotencyKey }: Delivery, parts: JsonParts): HttpMessage {
  return {
    method: "POST",
    url: parts.url,
    headers: { "content-type": "application/json", "idempotency-key": idempotencyKey, ...parts.headers },
    body: JSON.stringify(parts.content),
    secrets: parts.secrets ?? [],
  };
}

/** A path below the address of a server, which may be in a sub-folder. */
export function urlBelow(base: string, path: string): string {
  return base.replace(/\/+$/, "") + path;
}
