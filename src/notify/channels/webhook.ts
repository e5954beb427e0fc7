import { createHmac } from "node:crypto";
import { urlSecrets } from "../../base/secrets/without-secrets.ts";
import type { Address } from "../../config/notifications.ts";
import { alertmanagerPayload } from "../alertmanager-payload.ts";
import { argosPayload } from "../argos-payload.ts";
import type { Delivery } from "../delivery.ts";
import type { HttpMessage } from "./guarded-post.ts";
import { jsonMessage } from "./json-message.ts";

/** A webhook's address. */
export type WebhookAddress = Address & { readonly channel: "webhook" };

/** A signed message for a program. `nowMs` dates the signature, so that an old one cannot be used again. */
export function webhookMessage(delivery: Delivery, address: WebhookAddress, nowMs: number): HttpMessage {
  const url = address.url.reveal();
  const secret = address.secret?.reveal();
  const content = address.shape === "argos" ? argosPayload(delivery) : alertmanagerPayload(delivery);
  const message = jsonMessage(delivery, {
    url,
    content,
    secrets: [...urlSecrets(url), ...(secret === undefined ? [] : [secret])],
  });
  if (secret === undefined) return message;
  const signature = webhookSignature(secret, message.body ?? "", Math.floor(nowMs / 1000));
  return { ...message, headers: { ...message.headers, "argos-signature": signature } };
}

/** `t=<unix seconds>,v1=<hex>`: an HMAC-SHA-256 over the time, a dot and the body as sent (RFC 2104). */
export function webhookSignature(secret: string, body: string, unixSeconds: number): string {
  const digest = createHmac("sha256", secret).update(`${unixSeconds}.${body}`).digest("hex");
  return `t=${unixSeconds},v1=${digest}`;
}
