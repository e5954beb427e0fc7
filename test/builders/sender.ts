import { systemClock } from "../../src/base/clock.ts";
import { createSystemLookup } from "../../src/net/dns/system-lookup.ts";
import { systemConnect } from "../../src/net/first-to-connect.ts";
import { createGuardedPost, type GuardedPostDeps, type HttpMessage } from "../../src/notify/channels/guarded-post.ts";
import { createSender, type SenderDeps } from "../../src/notify/channels/sender.ts";
import type { Sender, SendOutcome } from "../../src/notify/delivery.ts";

/** What a busy machine never takes: for messages that are not about time. */
const patientMs = 60_000;
/** So patient a test is with a mail server. */
export const patience = { connectMs: patientMs, greetingMs: patientMs, silenceMs: patientMs, wholeMs: patientMs };

/** A sender on the system's clock and network, without a mail server. */
export function aSender(overrides: Partial<SenderDeps> = {}): Sender {
  return createSender({ clock: systemClock, mailServer: () => undefined, mailPatience: patience, ...overrides });
}

/** Sends one request through the guarded client. */
export async function post(
  message: Partial<HttpMessage> & Pick<HttpMessage, "url">,
  deps: Partial<GuardedPostDeps> = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<SendOutcome> {
  const client = createGuardedPost({
    clock: systemClock,
    lookup: createSystemLookup(systemClock),
    connect: systemConnect,
    timeoutMs: patientMs,
    caPem: undefined,
    ...deps,
  });
  return await client({ method: "POST", headers: {}, body: "{}", secrets: [], ...message }, signal);
}
