import { urlSecrets } from "../../base/secrets/without-secrets.ts";
import type { Address } from "../../config/notifications.ts";
import type { Delivery } from "../delivery.ts";
import type { HttpMessage } from "./guarded-post.ts";

/** A sign of life: a dead-man's switch is told by being called, and reads nothing. */
export function heartbeatMessage(
  { idempotencyKey }: Delivery,
  address: Address & { readonly channel: "heartbeat" },
): HttpMessage {
  const url = address.url.reveal();
  return {
    method: "GET",
    url,
    headers: { "idempotency-key": idempotencyKey },
    body: undefined,
    secrets: urlSecrets(url),
  };
}
