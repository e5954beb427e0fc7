import { urlSecrets } from "../../base/secrets/without-secrets.ts";
import type { Severity } from "../../base/severity.ts";
import type { Address } from "../../config/notifications.ts";
import type { Delivery } from "../delivery.ts";
import { withIcon } from "../icon.ts";
import type { HttpMessage } from "./guarded-post.ts";
import { jsonMessage, urlBelow } from "./json-message.ts";

/** Those of the original. */
const priorities: Readonly<Record<Severity, number>> = { ok: 1, warning: 5, unknown: 5, critical: 9 };

/** A message for Gotify (`POST /message` of its API), shown as plain text. */
export function gotifyMessage(delivery: Delivery, address: Address & { readonly channel: "gotify" }): HttpMessage {
  const { title, text, severity, clickUrl } = delivery.letter;
  const token = address.token.reveal();
  return jsonMessage(delivery, {
    url: urlBelow(address.url, "/message"),
    headers: { "x-gotify-key": token },
    secrets: [token, ...urlSecrets(address.url)],
    content: {
      title: withIcon(severity, title),
      message: text,
      priority: priorities[severity],
      extras: {
        "client::display": { contentType: "text/plain" },
        ...(clickUrl === undefined ? {} : { "client::notification": { click: { url: clickUrl } } }),
      },
    },
  });
}
