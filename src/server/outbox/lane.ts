import type { Recipient } from "../../config/notifications.ts";

/**
 * What fails together with a recipient: those of one lane share its slots, and other lanes never wait for it. Holds no
 * secret: the URLs of webhooks and heartbeats may be one, so each is a lane of its own.
 */
export function laneOf({ id, address }: Recipient): string {
  switch (address.channel) {
    case "local":
    case "mail":
      return address.channel;
    case "gotify":
    case "ntfy":
      return `${address.channel}:${hostOf(address.url)}`;
    case "apprise":
      return `apprise:${hostOf(address.api)}`;
    case "webhook":
    case "heartbeat":
      return `${address.channel}:${id}`;
    default:
      return address satisfies never;
  }
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url;
}
