import { type BodyBytes, readBody } from "../net/capped-body.ts";
import { codeOf } from "../net/error-code.ts";
import { isCertificateCode, untrustedCodes } from "../net/fault.ts";
import { decodeBody } from "./body.ts";
import { brokenExchange } from "./broken-exchange.ts";
import {
  type BrokenExchange,
  type ExchangePlan,
  type ExchangeTools,
  inspectionOf,
  type Reply,
} from "./exchange-plan.ts";
import { type Sending, sendRequest } from "./send-request.ts";

/**
 * Sends the request and reads the answer within what the stopwatch has left. Everything that the target can do is in the
 * result; rejects when `signal` aborts, and for a bug of ours.
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
    const last = await otherAttempts(tools, plan, { roots, signal: deadline.signal, first: first.error });
    if (!("error" in last)) return last;
    signal.throwIfAborted();
    return await brokenExchange(tools, plan, { error: last.error, deadline: deadline.signal });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}

type Attempt = Reply | BrokenExchange | { readonly error: unknown };

/**
 * Where a chain is refused, the other set of roots may know it, or a client that looks further may find a valid path; the
 * request was not sent yet.
 */
async function otherAttempts(
  tools: ExchangeTools,
  plan: ExchangePlan,
  { roots, signal, first }: Sending & { readonly first: unknown },
): Promise<Attempt> {
  if (!isRefusedChain(first, plan)) return { error: first };
  const other = tools.trust.other(roots);
  const second: Attempt = other ? await attempt(tools, plan, { roots: other, signal }) : { error: first };
  if (!("error" in second) || !isRefusedChain(second.error, plan)) return second;
  const { detour } = await tools.chains.refused(inspectionOf(plan, tools.trust), signal);
  if (detour !== undefined) {
    const third = await attempt(tools, plan, { roots: tools.trust.through(detour), signal });
    if (!("error" in third) || !isRefusedChain(third.error, plan)) return third;
  }
  return untrustedCodes.has(codeOf(second.error)) ? { error: first } : second;
}

function isRefusedChain(error: unknown, { progress }: ExchangePlan): boolean {
  return isCertificateCode(codeOf(error)) && progress.leaf === undefined;
}

async function attempt(tools: ExchangeTools, plan: ExchangePlan, sending: Sending): Promise<Attempt> {
  const { url, progress } = plan;
  const received = await receive(tools, plan, sending);
  if ("error" in received) return received;
  const { response, read } = received;
  const { status, headers } = response;
  const body = await decodeBody(read, headers, plan.bodyBytesMax);
  if (progress.leaf) tools.trust.confirm(url.name, sending.roots);
  const reply = { status, headers, body, bodyBytes: read.bytes.length, chain: undefined };
  return await answered(tools, plan, { reply, signal: sending.signal });
}

/** Only what the runtime throws at the network is an outcome: an error in our own code is a bug, and goes up. */
async function receive(
  tools: ExchangeTools,
  plan: ExchangePlan,
  sending: Sending,
): Promise<{ readonly response: Response; readonly read: BodyBytes } | { readonly error: unknown }> {
  const { progress, stopwatch } = plan;
  try {
    const response = await sendRequest(tools, plan, sending);
    progress.firstByteMs = stopwatch.elapsedMs();
    progress.phase = "body";
    const read = await readBody(response, plan.bodyBytesMax);
    progress.totalMs = stopwatch.elapsedMs();
    return { response, read };
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
  const { chain, weakness } = await tools.chains.behind(leaf, inspectionOf(plan, tools.trust), signal);
  if (weakness === undefined) return { ...reply, chain };
  return { fault: { reason: "certificate-weak", message: `the certificate is too weak: ${weakness}` }, chain };
}
