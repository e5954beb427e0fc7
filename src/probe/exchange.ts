import type { PeerCertificate } from "node:tls";
import { readBody } from "../net/capped-body.ts";
import { codeOf } from "../net/error-code.ts";
import { isCertificateCode, untrustedCodes } from "../net/fault.ts";
import type { ResolvedAddress } from "../net/resolved-address.ts";
import type { TargetUrl } from "../net/target-url.ts";
import { decodeBody } from "./body.ts";
import { brokenExchange } from "./broken-exchange.ts";
import {
  type BrokenExchange,
  type ExchangePlan,
  type ExchangeTools,
  inspectionOf,
  type Reply,
} from "./exchange-plan.ts";
import type { Roots } from "./trust.ts";

/**
 * Sends the request and reads the answer within what the stopwatch has left. Everything that the target can do is in the
 * result; rejects only when `signal` aborts.
 */
export async function exchange(
  tools: ExchangeTools,
  plan: ExchangePlan,
  signal: AbortSignal,
): Promise<Reply | BrokenExchange> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), plan.stopwatch.remainingMs());
  const onAbort = () => deadline.abort();
  signal.addEventListener("abort", onAbort);
  try {
    const roots = tools.trust.first(plan.url.name);
    const first = await attempt(tools, plan, { roots, signal: deadline.signal });
    if (!("error" in first)) return first;
    const last = await secondAttempt(tools, plan, { roots, signal: deadline.signal, first: first.error });
    if (!("error" in last)) return last;
    signal.throwIfAborted();
    return await brokenExchange(tools, plan, { error: last.error, deadline: deadline.signal });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}

interface AttemptOptions {
  readonly roots: Roots;
  readonly signal: AbortSignal;
}

/** Where a chain leads to no root of one set, the other set may know it; the request was not sent yet. */
async function secondAttempt(
  tools: ExchangeTools,
  plan: ExchangePlan,
  options: AttemptOptions & { readonly first: unknown },
): Promise<Reply | BrokenExchange | { readonly error: unknown }> {
  const { first, roots, signal } = options;
  const other = isCertificateCode(codeOf(first)) && plan.progress.leaf === undefined && tools.trust.other(roots);
  if (!other) return { error: first };
  const second = await attempt(tools, plan, { roots: other.roots, signal });
  return "error" in second && untrustedCodes.has(codeOf(second.error)) ? { error: first } : second;
}

async function attempt(
  tools: ExchangeTools,
  plan: ExchangePlan,
  options: AttemptOptions,
): Promise<Reply | BrokenExchange | { readonly error: unknown }> {
  const { url, outgoing, progress, stopwatch } = plan;
  try {
    const response = await fetch(pinnedUrl(url, plan.address), {
      method: outgoing.method,
      headers: outgoing.headers,
      redirect: "manual",
      decompress: false,
      keepalive: false,
      proxy: false,
      signal: options.signal,
      ...(outgoing.body === undefined ? {} : { body: outgoing.body }),
      ...(url.scheme === "https" ? { tls: tlsOptions(tools, plan, options.roots) } : {}),
    });
    progress.firstByteMs = stopwatch.elapsedMs();
    progress.phase = "body";
    const read = await readBody(response, plan.bodyBytesMax);
    progress.totalMs = stopwatch.elapsedMs();
    const body = await decodeBody(read, response.headers, plan.bodyBytesMax);
    if (progress.leaf) tools.trust.confirm(url.name, options.roots);
    return await answered(tools, plan, {
      reply: {
        status: response.status,
        headers: response.headers,
        body,
        bodyBytes: read.bytes.length,
        chain: undefined,
      },
      signal: options.signal,
    });
  } catch (error) {
    return { error };
  }
}

/** Adds the chain to a reply; a chain too weak to trust makes it no reply. */
async function answered(
  tools: ExchangeTools,
  plan: ExchangePlan,
  { reply, signal }: { readonly reply: Reply; readonly signal: AbortSignal },
): Promise<Reply | BrokenExchange> {
  const { leaf } = plan.progress;
  if (!leaf) return reply;
  const { chain, weakness } = await tools.chains.behind(leaf, inspectionOf(plan), signal);
  if (weakness === undefined) return { ...reply, chain };
  return { fault: { reason: "certificate-weak", message: `the certificate is too weak: ${weakness}` }, chain };
}

/** The URL with the address in place of the host, so that nothing is looked up a second time (DNS rebinding). */
function pinnedUrl(url: TargetUrl, { address, family }: ResolvedAddress): string {
  const host = family === 6 ? `[${address}]` : address;
  return `${url.scheme}://${host}:${url.port}${url.path}`;
}

function tlsOptions({ identity }: ExchangeTools, plan: ExchangePlan, roots: Roots) {
  const { progress, stopwatch, url } = plan;
  return {
    ...(roots === undefined ? {} : { ca: roots }),
    ...(url.isAddress ? {} : { serverName: url.name }),
    checkServerIdentity: (_: string, certificate: PeerCertificate) => {
      progress.tlsMs = stopwatch.elapsedMs();
      progress.phase = "headers";
      progress.leaf = { fingerprint: certificate.fingerprint256, der: certificate.raw };
      plan.onHandshakeDone();
      return identity.check(url.name, certificate);
    },
  };
}
