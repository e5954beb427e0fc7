import type { Elysia } from "elysia";
import { ArgosError, messageOf } from "../base/error.ts";
import { noteSocketAddress } from "./auth/address.ts";

/** Bytes of a request's body at most: a full batch of results with evidence stays below. */
const bodyBytesMax = 4 * 1024 * 1024;

/** Seconds a connection may be silent: longer than any long poll. */
const idleSeconds = 60;

export interface Listening extends AsyncDisposable {
  readonly url: string;
}

/** Serves an application over HTTP. Throws ArgosError "usage" when the address cannot be had. */
export function listen(
  app: { readonly handle: Elysia["handle"] },
  address: { readonly host: string; readonly port: number },
): Listening {
  try {
    const server = Bun.serve({
      hostname: address.host,
      port: address.port,
      idleTimeout: idleSeconds,
      maxRequestBodySize: bodyBytesMax,
      fetch(request, connection) {
        noteSocketAddress(request, connection.requestIP(request)?.address);
        return app.handle(request);
      },
    });
    return {
      url: `http://${address.host.includes(":") ? `[${address.host}]` : address.host}:${server.port}`,
      async [Symbol.asyncDispose]() {
        await server.stop(true);
      },
    };
  } catch (thrown) {
    throw new ArgosError(
      "usage",
      `cannot listen on ${address.host}:${address.port}: ${messageOf(thrown)}. Is another program using the port? Choose one with --port.`,
      { cause: thrown },
    );
  }
}
