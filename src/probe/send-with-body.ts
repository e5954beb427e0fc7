import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { OutgoingRequest } from "./request-headers.ts";
import type { TlsOptions } from "./tls-options.ts";

interface SendingBody {
  readonly tls: TlsOptions | undefined;
  readonly signal: AbortSignal;
}

/**
 * Sends a GET or HEAD that has a body, which RFC 9110 (9.3.1) calls senseless and APIs of search engines ask for; `fetch`
 * refuses it by its specification.
 */
export async function sendWithBody(
  url: string,
  { method, headers, body }: OutgoingRequest & { readonly body: string },
  { tls, signal }: SendingBody,
): Promise<Response> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const options = { method, headers: { ...headers, connection: "close" }, agent: false, signal } as const;
  const { serverName, ...rest } = { serverName: undefined, ...tls };
  const request = url.startsWith("https:")
    ? httpsRequest(url, { ...options, ...rest, ...(serverName === undefined ? {} : { servername: serverName }) })
    : httpRequest(url, options);
  request.on("response", resolve);
  request.on("error", reject);
  request.setHeader("content-length", Buffer.byteLength(body));
  request.end(body);
  return responseOf(await promise, method);
}

function responseOf(message: IncomingMessage, method: string): Response {
  const headers = new Headers();
  for (let at = 0; at + 1 < message.rawHeaders.length; at += 2) {
    headers.append(message.rawHeaders[at] ?? "", message.rawHeaders[at + 1] ?? "");
  }
  const { statusCode: status = 0 } = message;
  const isEmpty = method === "HEAD" || status === 204 || status === 205 || status === 304;
  if (isEmpty) message.resume();
  return new Response(isEmpty ? null : streamOf(message), { status, headers });
}

function streamOf(message: IncomingMessage): ReadableStream<Uint8Array> {
  const chunks = message[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const next = await chunks.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    cancel() {
      message.destroy();
    },
  });
}
