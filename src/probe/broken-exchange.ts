import { codeOf } from "../net/error-code.ts";
import { faultOfError, isCertificateCode } from "../net/fault.ts";
import { certificateFault } from "./certificate-fault.ts";
import { type BrokenExchange, type ExchangePlan, type ExchangeTools, inspectionOf } from "./exchange-plan.ts";
import { handshakeFault } from "./handshake-fault.ts";
import { canOpenSocket, hasRoute } from "./route.ts";

/** What went wrong, from what was thrown: the table of faults, the certificates that were sent, the phase of a timeout. */
export async function brokenExchange(
  tools: ExchangeTools,
  plan: ExchangePlan,
  { error, deadline }: { readonly error: unknown; readonly deadline: AbortSignal },
): Promise<BrokenExchange> {
  plan.progress.totalMs = plan.stopwatch.elapsedMs();
  if (deadline.aborted) return { fault: { reason: "timeout", message: timeoutMessage(plan) }, chain: undefined };
  const code = codeOf(error);
  if (code === "FailedToOpenSocket" && canOpenSocket()) {
    return {
      fault: { reason: "unreachable", message: "no connection to the address can be opened" },
      chain: undefined,
    };
  }
  if (code === "EPROTO") return { fault: await handshakeFault(plan, deadline), chain: undefined };
  if (isCertificateCode(code)) return await refusedCertificate(tools, plan, { error, code, deadline });
  if (code === "ENETUNREACH" && (await hasRoute(plan.address.address))) {
    return {
      fault: { reason: "unreachable", message: "a router on the way knows no route to the address" },
      chain: undefined,
    };
  }
  return { fault: faultOfError(error), chain: undefined };
}

async function refusedCertificate(
  { chains, clock, trust }: ExchangeTools,
  plan: ExchangePlan,
  { error, code, deadline }: { readonly error: unknown; readonly code: string; readonly deadline: AbortSignal },
): Promise<BrokenExchange> {
  const { leaf } = plan.progress;
  const inspection = inspectionOf(plan, trust);
  const { chain } = leaf ? await chains.behind(leaf, inspection, deadline) : await chains.refused(inspection, deadline);
  const host = plan.url.name;
  return { fault: certificateFault({ error, code, host, chain, now: clock.now() }), chain };
}

function timeoutMessage({ url, progress, stopwatch }: ExchangePlan): string {
  const waited = `no complete answer within ${Math.round(stopwatch.usedMs())} ms`;
  if (progress.phase === "body") return `${waited}: the headers came, the end of the body did not`;
  if (progress.phase === "headers") return `${waited}: the TLS handshake was done, no headers came`;
  if (url.scheme === "https") return `${waited}: no connection, or an unfinished TLS handshake`;
  return `${waited}: no connection, or no headers on it`;
}
