import { expect, test } from "bun:test";
import { createSecureServer } from "node:http2";
import { createServer as createTcpServer, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { aProbeRequest, aProber, failureOf, never } from "../../builders/prober.ts";
import { createAuthority } from "../../farm/certificates.ts";

const host = "site1.farm.test";
const authority = await createAuthority();
const served = await authority.issue("good", { names: [host] });
const probes = aProber({ settings: { resolve: { [host]: "127.0.0.1" }, caPem: authority.caPem } });

const demanding: TlsOptions = { requestCert: true, rejectUnauthorized: true, ca: authority.caPem };

/** A TLS server; whoever gets through is answered. */
const tls = (options: TlsOptions) =>
  createTlsServer({ ...served, ...options }, (socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => socket.end("HTTP/1.1 204 No Content\r\n\r\n"));
  });

/** A server that answers the first bytes in its own way. */
const tcp = (answer: (socket: Socket) => void) =>
  createTcpServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => answer(socket));
  });

/** A fatal alert of this number (RFC 8446, 6). */
const alert = (number: number) => tcp((socket) => socket.end(Buffer.from([0x15, 3, 3, 0, 2, 2, number])));

test.each([
  ["demands a client certificate, TLS 1.3", tls(demanding), "demands a client certificate"],
  [
    "demands a client certificate, TLS 1.2",
    tls({ ...demanding, maxVersion: "TLSv1.2" }),
    "demands a client certificate",
  ],
  ["speaks TLS 1.1 only", tls({ minVersion: "TLSv1", maxVersion: "TLSv1.1" }), "none of the TLS versions 1.2 and 1.3"],
  ["speaks HTTP", tcp((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")), "does not speak TLS"],
  ["speaks SSH", tcp((socket) => socket.end("SSH-2.0-OpenSSH_9.9\r\n")), "does not speak TLS"],
  ["sends noise", tcp((socket) => socket.end(Buffer.alloc(100, 7))), "does not speak TLS"],
  ["does not know the name", alert(112), "does not know the name site1.farm.test"],
  ["fails inside", alert(80), "alert internal_error"],
  ["denies access", alert(49), "alert access_denied"],
  ["wants other protocols", alert(120), "does not speak HTTP/1.1"],
  ["speaks HTTP/2 only", createSecureServer({ ...served, allowHTTP1: false }), "only HTTP/2"],
] as const)("a server that %s is called so", async (_, server, message) => {
  const failed = Promise.withResolvers<never>();
  server.on("tlsClientError", () => undefined);
  server.on("error", failed.reject);
  const port = await new Promise<number>((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve(Object(server.address()).port)),
  );
  const seen = failureOf(await probes.probe(aProbeRequest({ url: `https://${host}:${port}/` }), never));
  server.close();
  expect([seen.reason, seen.message]).toEqual(["tls-failed", expect.stringContaining(message)]);
});
