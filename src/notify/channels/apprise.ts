import { urlSecrets } from "../../base/secrets/without-secrets.ts";
import type { Severity } from "../../base/severity.ts";
import type { Address } from "../../config/notifications.ts";
import type { Delivery, SendOutcome } from "../delivery.ts";
import { refused } from "../http-outcome.ts";
import { withIcon } from "../icon.ts";
import type { HttpMessage } from "./guarded-post.ts";
import { jsonMessage, urlBelow } from "./json-message.ts";

const kinds: Readonly<Record<Severity, string>> = {
  ok: "success",
  unknown: "info",
  warning: "warning",
  critical: "failure",
};

/** A message for an Apprise API server (`POST /notify`, stateless: the URLs to notify go along). */
export function appriseMessage(delivery: Delivery, address: Address & { readonly channel: "apprise" }): HttpMessage {
  const { title, text, severity } = delivery.letter;
  const urls = address.urls.map((url) => url.reveal());
  return jsonMessage(delivery, {
    url: urlBelow(address.api, "/notify"),
    secrets: [address.api, ...urls].flatMap(urlSecrets),
    content: {
      urls: urls.join(", "),
      title: withIcon(severity, title),
      body: text,
      type: kinds[severity],
      format: "text",
    },
  });
}

/** What Apprise's own use of statuses means: 204 is that it knew none of the URLs, 424 that some services took nothing. */
export function appriseOutcome(outcome: SendOutcome): SendOutcome {
  const { answer } = outcome;
  if (outcome.kind === "sent" && answer.startsWith("HTTP 204")) return refused(`${answer}: it knows none of the URLs`);
  if (outcome.kind === "failed" && answer.startsWith("HTTP 424")) return { ...outcome, again: true, perhaps: true };
  return outcome;
}
