import type { Clock } from "../../base/clock.ts";
import type { MailServer } from "../../config/notifications.ts";
import type { Lookup } from "../../net/dns/resolver.ts";
import { createSystemLookup } from "../../net/dns/system-lookup.ts";
import { systemConnect } from "../../net/first-to-connect.ts";
import type { Delivery, Sender, SendOutcome } from "../delivery.ts";
import { appriseMessage, appriseOutcome } from "./apprise.ts";
import { gotifyMessage } from "./gotify.ts";
import { createGuardedPost, type GuardedPost } from "./guarded-post.ts";
import { heartbeatMessage } from "./heartbeat.ts";
import { logDelivery } from "./local.ts";
import { type MailDeps, type MailPatience, sendMail } from "./mail.ts";
import { ntfyMessage } from "./ntfy.ts";
import { webhookMessage } from "./webhook.ts";

export interface SenderDeps {
  readonly clock: Clock;
  /** The mail server in force, asked for at each mail; undefined for none. */
  readonly mailServer: () => MailServer | undefined;
  /** The system's resolver unless given. */
  readonly lookup?: Lookup;
  /** PEM certificates to trust instead of the runtime's. */
  readonly caPem?: string | undefined;
  /** A whole attempt over HTTP, in milliseconds; 15 s unless given. */
  readonly httpTimeoutMs?: number;
  readonly mailPatience?: MailPatience;
}

const httpTimeoutMs = 15_000;

/** RFC 5321 (4.5.3.2) would have minutes, but other messages wait. */
const mailPatience: MailPatience = { connectMs: 10_000, greetingMs: 10_000, silenceMs: 30_000, wholeMs: 60_000 };

/** Sends every delivery on its recipient's channel. An attempt is over within 60 s. */
export function createSender(deps: SenderDeps): Sender {
  const { clock, caPem } = deps;
  const post = createGuardedPost({
    clock,
    lookup: deps.lookup ?? createSystemLookup(clock),
    connect: systemConnect,
    timeoutMs: deps.httpTimeoutMs ?? httpTimeoutMs,
    caPem,
  });
  const mail = { clock, server: deps.mailServer, patience: deps.mailPatience ?? mailPatience, caPem };
  return { send: (delivery, signal) => sent({ post, mail }, delivery, signal) };
}

interface Ways {
  readonly post: GuardedPost;
  readonly mail: MailDeps;
}

async function sent({ post, mail }: Ways, delivery: Delivery, signal: AbortSignal): Promise<SendOutcome> {
  signal.throwIfAborted();
  const { address } = delivery.recipient;
  switch (address.channel) {
    case "local":
      return logDelivery(delivery);
    case "mail":
      return await sendMail(mail, { delivery, address }, signal);
    case "gotify":
      return await post(gotifyMessage(delivery, address), signal);
    case "ntfy":
      return await post(ntfyMessage(delivery, address), signal);
    case "webhook":
      return await post(webhookMessage(delivery, address, mail.clock.now().getTime()), signal);
    case "apprise":
      return appriseOutcome(await post(appriseMessage(delivery, address), signal));
    case "heartbeat":
      return await post(heartbeatMessage(delivery, address), signal);
    default:
      return address satisfies never;
  }
}
