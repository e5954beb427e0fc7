import { Secret } from "../../src/base/secrets/secret.ts";
import type { Address, MailServer, Recipient } from "../../src/config/notifications.ts";
import type { Bulletin } from "../../src/notify/bulletin.ts";
import type { Delivery } from "../../src/notify/delivery.ts";
import { letterOf } from "../../src/notify/letter.ts";
import { aBulletin } from "./bulletin.ts";

/** A recipient at an address. */
export function aRecipient(address: Address = { channel: "local" }, overrides: Partial<Recipient> = {}): Recipient {
  return { id: `${address.channel}:someone`, contact: "asso-42", language: "en", address, ...overrides };
}

/** The first message of a story, about one site that is down. */
export function aDelivery(
  overrides: Partial<Delivery> & { readonly address?: Address; readonly bulletin?: Bulletin | undefined } = {},
): Delivery {
  const { address, ...rest } = overrides;
  const bulletin = overrides.bulletin ?? aBulletin();
  return {
    recipient: aRecipient(address),
    letter: letterOf(bulletin),
    bulletin,
    idempotencyKey: "0f0e0d0c-0b0a-4908-8706-050403020100",
    thread: "cause-12",
    opensThread: true,
    ...rest,
  };
}

/** A mail server without TLS or login. */
export function aMailServer(overrides: Partial<MailServer> & Pick<MailServer, "port">): MailServer {
  return { from: "argos@example.net", host: "127.0.0.1", security: "none", login: undefined, ...overrides };
}

/** One address on each channel, over HTTP at `url`. */
export function addressesAt(url: string): readonly Address[] {
  const secret = new Secret("token-0123456789");
  return [
    { channel: "gotify", url, token: secret },
    { channel: "ntfy", url, topic: new Secret("alerts"), token: secret },
    { channel: "webhook", url: new Secret(`${url}/hooks/Xk93jd0`), secret, shape: "argos" },
    { channel: "webhook", url: new Secret(`${url}/hooks/Xk93jd0`), secret, shape: "alertmanager" },
    { channel: "apprise", api: url, urls: [new Secret("matrix://user:pass-word@example.org")] },
    { channel: "heartbeat", url: new Secret(`${url}/beats/Xk93jd0`) },
  ];
}
