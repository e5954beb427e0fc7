import type { Elysia } from "elysia";
import { ArgosError, messageOf } from "../base/error.ts";
import type { Logger } from "../base/log.ts";
import { noteSocketAddress } from "./auth/address.ts";
import { problemResponse, serverFault } from "./problem.ts";
import { withSecurityHeaders } from "./security-headers.ts";

/**
 * Bytes of a request's body at most for Bun, which answers a larger one with nothing but a status. Routes read far less: what
 * they do not take is refused unread (`readText`), and Bun keeps nothing of it.
 */
const bodyBytesMax = 1024 ** 3;

/** Seconds a connection may be silent: longer than any long poll. */
const idleSeconds = 60;

export interface Listening extends AsyncDisposable {
  readonly url: string;
}

/** Serves an application over HTTP. Throws ArgosError "usage" when the address cannot be had. */
export function listen(
  app: { readonly handle: Elysia["handle"] },
  address: { readonly host: string; readonly port: number },
  log: Logger,
): Listening {
  try {
    const server = Bun.serve({
      hostname: address.host,
      port: address.port,
      // Without development Bun shares a port with whatever else asks for that: a second server would take half the requests.
      reusePort: false,
      idleTimeout: idleSeconds,
      maxRequestBodySize: bodyBytesMax,
      // Bun would answer an exception with a page of source lines, and print the address with whatever secret is in it.
      development: false,
      fetch(request, connection) {
        noteSocketAddress(request, connection.requestIP(request)?.address);
        return app.handle(request);
      },
      error(thrown) {
        log.error("a request broke", { error: messageOf(thrown) });
        return withSecurityHeaders(problemResponse(serverFault), { isTls: false });
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
