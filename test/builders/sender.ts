import { systemClock } from "../../src/base/clock.ts";
import { systemConnect } from "../../src/net/first-to-connect.ts";
import { systemLookup } from "../../src/net/resolve.ts";
import { createGuardedPost, type GuardedPostDeps, type HttpMessage } from "../../src/notify/channels/guarded-post.ts";
import { createSender, type SenderDeps } from "../../src/notify/channels/sender.ts";
import type { Sender, SendOutcome } from "../../src/notify/delivery.ts";

/** A patience that a test has too. */
export const shortPatience = { connectMs: 2000, greetingMs: 2000, silenceMs: 400, wholeMs: 4000 };

/** A sender on the system's clock and network, without a mail server. */
export function aSender(overrides: Partial<SenderDeps> = {}): Sender {
  return createSender({ clock: systemClock, mailServer: () => undefined, mailPatience: shortPatience, ...overrides });
}

/** Sends one request through the guarded client. */
export async function post(
  message: Partial<HttpMessage> & Pick<HttpMessage, "url">,
  deps: Partial<GuardedPostDeps> = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<SendOutcome> {
  const client = createGuardedPost({
    clock: systemClock,
    lookup: systemLookup,
    connect: systemConnect,
    timeoutMs: 4000,
    caPem: undefined,
    ...deps,
  });
  return await client({ method: "POST", headers: {}, body: "{}", secrets: [], ...message }, signal);
}
