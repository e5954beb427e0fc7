import { urlSecrets } from "../../base/secrets/without-secrets.ts";
import type { Severity } from "../../base/severity.ts";
import type { Address } from "../../config/notifications.ts";
import type { Delivery } from "../delivery.ts";
import { withIcon } from "../icon.ts";
import { wordsOf } from "../voice.ts";
import type { HttpMessage } from "./guarded-post.ts";
import { jsonMessage, urlBelow } from "./json-message.ts";

const priorities: Readonly<Record<Severity, number>> = { ok: 2, unknown: 3, warning: 4, critical: 5 };

/** Bytes of a text: ntfy takes messages of 4096, and more than that becomes an attachment or is refused. */
export const ntfyTextBytesMax = 3500;

/** A message for ntfy (its "publish as JSON", at the server's root), without markdown. */
export function ntfyMessage(delivery: Delivery, address: Address & { readonly channel: "ntfy" }): HttpMessage {
  const { title, text, severity, clickUrl } = delivery.letter;
  const token = address.token?.reveal();
  const topic = address.topic.reveal();
  const label = wordsOf(delivery.recipient.language).view;
  return jsonMessage(delivery, {
    url: urlBelow(address.url, "/"),
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    secrets: [topic, ...urlSecrets(address.url), ...(token === undefined ? [] : [token])],
    content: {
      topic,
      title: withIcon(severity, title),
      message: linesWithin(text, ntfyTextBytesMax),
      priority: priorities[severity],
      ...(clickUrl === undefined ? {} : { click: clickUrl, actions: [{ action: "view", label, url: clickUrl }] }),
    },
  });
}

/** The first whole lines of a text that fit, and an ellipsis where some did not. */
function linesWithin(text: string, bytesMax: number): string {
  if (Buffer.byteLength(text) <= bytesMax) return text;
  const kept: string[] = [];
  let bytes = Buffer.byteLength("…");
  for (const line of text.split("\n")) {
    bytes += Buffer.byteLength(line) + 1;
    if (bytes > bytesMax) break;
    kept.push(line);
  }
  return [...kept, "…"].join("\n");
}
