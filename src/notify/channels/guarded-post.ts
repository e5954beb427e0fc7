import type { PeerCertificate } from "node:tls";
import { checkServerIdentity } from "node:tls";
import type { Clock } from "../../base/clock.ts";
import { withoutSecrets } from "../../base/secrets/without-secrets.ts";
import { version } from "../../base/version.ts";
import { readBody } from "../../net/capped-body.ts";
import type { Lookup } from "../../net/dns/resolver.ts";
import { faultOfError } from "../../net/fault.ts";
import type { Connect } from "../../net/first-to-connect.ts";
import { compileOverrides, resolveHost } from "../../net/resolve.ts";
import type { ResolvedAddress } from "../../net/resolved-address.ts";
import { parseTargetUrl, type TargetUrl } from "../../net/target-url.ts";
import type { SendOutcome } from "../delivery.ts";
import { doubtful, httpOutcome, refused, unsent } from "../http-outcome.ts";

/** A request that carries a message. */
export interface HttpMessage {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Texts that must not come back in an answer or an error. */
  readonly secrets: readonly string[];
}

/** Sends a request once; rejects only when `signal` aborts. */
export type GuardedPost = (message: HttpMessage, signal: AbortSignal) => Promise<SendOutcome>;

export interface GuardedPostDeps {
  readonly clock: Clock;
  readonly lookup: Lookup;
  readonly connect: Connect;
  /** The whole attempt, from the look-up to the end of the answer, in milliseconds. */
  readonly timeoutMs: number;
  /** PEM certificates to trust instead of the runtime's. */
  readonly caPem: string | undefined;
}

/** Bytes of an answer that are read. */
const answerBytesMax = 4096;

/** Of a host's addresses, the first and one of the other family where there is one. */
const addressesTried = 2;

/**
 * The client of every channel over HTTP: http and https only, no user in the URL, no address that is link-local, a
 * metadata service or reserved among those of the host, connected to the address that was looked at, no redirects. The
 * administrator wrote the URL, so loopback and private addresses are fine.
 */
export function createGuardedPost(deps: GuardedPostDeps): GuardedPost {
  return async (message, signal) => {
    signal.throwIfAborted();
    const url = parseTargetUrl(message.url);
    if (typeof url === "string") return refused(`the configured URL is refused: ${url}`);
    const deadline = new AbortController();
    const end = () => deadline.abort();
    const timer = setTimeout(end, deps.timeoutMs);
    signal.addEventListener("abort", end);
    const attempt: Attempt = { message, url, deadline: deadline.signal, stage: "look-up" };
    try {
      return hidden(await attempted(deps, attempt), message.secrets);
    } catch (error) {
      signal.throwIfAborted();
      return hidden(broken(deps, attempt, error), message.secrets);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
    }
  };
}

interface Attempt {
  readonly message: HttpMessage;
  readonly url: TargetUrl;
  readonly deadline: AbortSignal;
  /** How far it has come; written as it goes on. From "sent" on the message may have arrived. */
  stage: "look-up" | "connection" | "handshake" | "sent";
}

async function attempted(deps: GuardedPostDeps, attempt: Attempt): Promise<SendOutcome> {
  const { url, deadline } = attempt;
  const found = await resolveHost(url.name, "any", {
    overrides: compileOverrides({}),
    allowNetworks: ["loopback", "private"],
    lookup: deps.lookup,
    remainingMs: deps.timeoutMs,
    signal: deadline,
  });
  if ("reason" in found) {
    if (found.reason !== "address-refused") return unsent(found.message);
    const why = `${url.name} leads to a link-local or reserved address, to which no message is sent`;
    return url.isAddress ? refused(why) : unsent(why);
  }
  attempt.stage = "connection";
  const address = await connectable(deps, attempt, found);
  attempt.stage = url.scheme === "https" ? "handshake" : "sent";
  return await exchanged(deps, attempt, address);
}

/** The address that takes connections. Trying first tells a message that never left from one that may have arrived. */
async function connectable(
  { connect, timeoutMs }: GuardedPostDeps,
  { url, deadline }: Attempt,
  [first, ...rest]: readonly [ResolvedAddress, ...ResolvedAddress[]],
): Promise<ResolvedAddress> {
  const other = rest.find(({ family }) => family !== first.family);
  if (other === undefined) {
    await connect(first.address, url.port, deadline);
    return first;
  }
  const early = AbortSignal.any([deadline, AbortSignal.timeout(timeoutMs / addressesTried)]);
  try {
    await connect(first.address, url.port, early);
    return first;
  } catch {
    // Where both fail, what the second said is the reason.
    await connect(other.address, url.port, deadline);
    return other;
  }
}

async function exchanged(
  { clock, caPem }: GuardedPostDeps,
  attempt: Attempt,
  { address, family }: ResolvedAddress,
): Promise<SendOutcome> {
  const { message, url, deadline } = attempt;
  const host = family === 6 ? `[${address}]` : address;
  const response = await fetch(`${url.scheme}://${host}:${url.port}${url.path}`, {
    method: message.method,
    headers: {
      "user-agent": `Argos-Panoptes/${version}`,
      "accept-encoding": "identity",
      ...message.headers,
      host: url.host,
    },
    redirect: "manual",
    decompress: false,
    keepalive: false,
    proxy: false,
    signal: deadline,
    ...(message.body === undefined ? {} : { body: message.body }),
    ...(url.scheme === "https" ? { tls: tlsOptions(attempt, caPem) } : {}),
  });
  // Before it is cut as well as after: half a secret is one too.
  const text = withoutSecrets(await startOf(response), message.secrets);
  const retryAfter = response.headers.get("retry-after");
  return httpOutcome({ status: response.status, retryAfter, text }, clock.now().getTime());
}

function tlsOptions(attempt: Attempt, caPem: string | undefined) {
  const { url } = attempt;
  return {
    ...(caPem === undefined ? {} : { ca: caPem }),
    ...(url.isAddress ? {} : { serverName: url.name }),
    checkServerIdentity: (_: string, certificate: PeerCertificate) => {
      const wrong = checkServerIdentity(url.name, certificate);
      if (wrong === undefined) attempt.stage = "sent";
      return wrong;
    },
  };
}

/** The status is what counts: a body that breaks off or does not end changes nothing about it. */
async function startOf(response: Response): Promise<string> {
  const read = await readBody(response, answerBytesMax).catch(() => undefined);
  return read === undefined || response.headers.has("content-encoding") ? "" : new TextDecoder().decode(read.bytes);
}

function broken({ timeoutMs }: GuardedPostDeps, { url, deadline, stage }: Attempt, error: unknown): SendOutcome {
  const why = deadline.aborted ? `no answer within ${timeoutMs / 1000} s (${stage})` : faultOfError(error).message;
  return stage === "sent" ? doubtful(`${url.name}: ${why}`) : unsent(`${url.name}: ${why}`);
}

function hidden(outcome: SendOutcome, secrets: readonly string[]): SendOutcome {
  return { ...outcome, answer: withoutSecrets(outcome.answer, secrets) };
}
