import type { ResolvedAddress } from "../net/resolved-address.ts";
import type { TargetUrl } from "../net/target-url.ts";
import type { ExchangePlan, ExchangeTools } from "./exchange-plan.ts";
import { sendWithBody } from "./send-with-body.ts";
import { tlsOptions } from "./tls-options.ts";
import type { Roots } from "./trust.ts";

/** With which roots, and until when. */
export interface Sending {
  readonly roots: Roots;
  readonly signal: AbortSignal;
}

/** Sends the request and resolves with the head of the answer; rejects as the runtime does. */
export async function sendRequest(tools: ExchangeTools, plan: ExchangePlan, sending: Sending): Promise<Response> {
  const { url, address, outgoing } = plan;
  const tls = url.scheme === "https" ? tlsOptions(tools, plan, sending.roots) : undefined;
  const { method, headers, body } = outgoing;
  if (body !== undefined && (method === "GET" || method === "HEAD")) {
    return await sendWithBody(pinnedUrl(url, address), { ...outgoing, body }, { tls, signal: sending.signal });
  }
  return await fetch(pinnedUrl(url, address), {
    method,
    headers,
    redirect: "manual",
    decompress: false,
    keepalive: false,
    proxy: false,
    signal: sending.signal,
    ...(body === undefined ? {} : { body }),
    ...(tls === undefined ? {} : { tls }),
  });
}

/** The URL with the address in place of the host, so that nothing is looked up a second time (DNS rebinding). */
function pinnedUrl(url: TargetUrl, { address, family }: ResolvedAddress): string {
  const host = family === 6 ? `[${address}]` : address;
  return `${url.scheme}://${host}:${url.port}${url.path}`;
}
