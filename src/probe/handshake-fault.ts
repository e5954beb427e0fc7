import { connect } from "node:tls";
import { codeOf } from "../net/error-code.ts";
import type { Fault } from "../net/fault.ts";
import type { ExchangePlan } from "./exchange-plan.ts";

/** How a handshake ended when it was tried once more. */
type Ending =
  | { readonly kind: "error"; readonly code: string }
  /** It was done, and the connection stayed open or was closed. */
  | { readonly kind: "done"; readonly protocol: string | false }
  | { readonly kind: "silent" };

/** How long a server may take to refuse after the handshake, in milliseconds: in TLS 1.3 it asks for a certificate only then. */
const refusalMs = 1000;

/** The server has no protocol in common (RFC 7301, 3.2). */
const otherProtocols = "ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL";

/**
 * Why a TLS handshake failed. The runtime's `fetch` says only that it did, so it is tried once more with a client that hears
 * the alert (RFC 8446, 6), and where that one gets through, with HTTP/2.
 */
export async function handshakeFault(plan: ExchangePlan, signal: AbortSignal): Promise<Fault> {
  const first = await shakeHands(plan, ["http/1.1"], signal);
  const code = first.kind === "error" ? first.code : undefined;
  if (code !== undefined && code !== otherProtocols) return { reason: "tls-failed", message: messageOf(code, plan) };
  const second = await shakeHands(plan, ["h2"], signal);
  if (second.kind === "done" && second.protocol === "h2") {
    return { reason: "tls-failed", message: "the server speaks only HTTP/2: HTTP/1.1 is refused in the TLS handshake" };
  }
  return { reason: "tls-failed", message: code === undefined ? "the TLS handshake failed" : messageOf(code, plan) };
}

async function shakeHands(plan: ExchangePlan, protocols: readonly string[], signal: AbortSignal): Promise<Ending> {
  const { url, address, stopwatch } = plan;
  const { promise, resolve } = Promise.withResolvers<Ending>();
  const socket = connect({
    host: address.address,
    port: url.port,
    ...(url.isAddress ? {} : { servername: url.name }),
    ALPNProtocols: [...protocols],
    rejectUnauthorized: false,
  });
  const giveUp = () => resolve({ kind: "silent" });
  const timer = setTimeout(giveUp, Math.min(stopwatch.remainingMs(), 2 * refusalMs));
  let refusal: Timer | undefined;
  signal.addEventListener("abort", giveUp);
  socket.on("error", (thrown) => resolve({ kind: "error", code: codeOf(thrown) }));
  socket.on("close", giveUp);
  socket.once("secureConnect", () => {
    const done = { kind: "done", protocol: socket.alpnProtocol ?? false } as const;
    refusal = setTimeout(() => resolve(done), done.protocol === "h2" ? 0 : refusalMs);
  });
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    clearTimeout(refusal);
    signal.removeEventListener("abort", giveUp);
    socket.destroy();
  }
}

const refused = "the server refuses the TLS handshake";

const endings: Readonly<Record<string, string>> = {
  WRONG_VERSION_NUMBER: "what answers on this port does not speak TLS",
  HTTP_REQUEST: "what answers on this port does not speak TLS",
  UNSUPPORTED_PROTOCOL: "the server speaks only versions of TLS older than 1.2, which RFC 8996 forbids",
  TLSV1_ALERT_PROTOCOL_VERSION: "the server speaks none of the TLS versions 1.2 and 1.3 (alert protocol_version)",
  TLSV1_ALERT_CERTIFICATE_REQUIRED: "the server demands a client certificate (alert certificate_required)",
  SSLV3_ALERT_BAD_CERTIFICATE: "the server demands a client certificate (alert bad_certificate)",
  SSLV3_ALERT_HANDSHAKE_FAILURE: `${refused} (alert handshake_failure): it demands a client certificate, or other ciphers`,
  TLSV1_ALERT_INSUFFICIENT_SECURITY: `${refused} (alert insufficient_security): it demands other ciphers`,
  TLSV1_ALERT_NO_APPLICATION_PROTOCOL: `${refused} (alert no_application_protocol): it does not speak HTTP/1.1`,
};

/** The code of the TLS library in words; it ends with the name of the alert, where there was one. */
function messageOf(code: string, { url }: ExchangePlan): string {
  const name = code.replace(/^ERR_SSL_/, "");
  const known = endings[name];
  if (known !== undefined) return known;
  const alert = /_ALERT_(\w+)$/.exec(name)?.[1]?.toLowerCase();
  if (alert === "unrecognized_name") return `the server does not know the name ${url.name} (alert unrecognized_name)`;
  if (alert !== undefined) return `${refused} (alert ${alert})`;
  if (code === "ECONNRESET") return "the server closed the connection in the TLS handshake";
  return `the TLS handshake failed (${code})`;
}
