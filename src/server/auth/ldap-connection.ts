import { connect, isIP, type Socket } from "node:net";
import { getCACertificates, type TLSSocket, connect as tlsConnect } from "node:tls";
import { Client } from "ldapts";
import type { LdapSettings } from "../../config/login-providers.ts";

/** Bytes of answers at most: two entries with one attribute are far below. */
const answerBytesMax = 1024 * 1024;

/** A connection of one login. */
export interface LdapConnection extends AsyncDisposable {
  readonly client: Client;
}

/** Prepares a connection, which is made when it is first used; it is cut when `signal` aborts. */
export function openLdap(settings: LdapSettings, signal: AbortSignal): LdapConnection {
  const wires = createWires(settings, signal);
  const client = new Client({
    url: isSecure(settings) ? "ldaps://directory" : "ldap://directory",
    createConnection: wires.plain,
    createSecureConnection: wires.secure,
  });
  return {
    client,
    async [Symbol.asyncDispose]() {
      await client.unbind().catch(() => undefined);
      wires.cut();
    },
  };
}

/** The wires of one connection. The client would connect anew when one is lost, and send a password without STARTTLS. */
function createWires(settings: LdapSettings, signal: AbortSignal) {
  const sockets: Socket[] = [];
  const cut = () => sockets.forEach((socket) => void socket.destroy());
  const held = <S extends Socket>(socket: S): S => {
    sockets.push(limited(socket));
    return socket;
  };
  const place = placeOf(settings.uri);
  signal.addEventListener("abort", cut, { once: true });
  return {
    plain(): Socket {
      if (sockets.length > 0) throw new Error("the directory hung up");
      return held(connect(place));
    },
    /** From the start, or over the plain wire once STARTTLS was agreed upon (RFC 4511 section 4.14). */
    secure(): TLSSocket {
      const [socket] = sockets;
      if (sockets.length > 1 || (socket !== undefined && isSecure(settings))) throw new Error("the directory hung up");
      const way = socket === undefined ? place : { socket };
      return held(tlsConnect({ ...way, ...identityOf(settings) }));
    },
    cut() {
      signal.removeEventListener("abort", cut);
      cut();
    },
  };
}

function isSecure({ uri }: LdapSettings): boolean {
  return uri.startsWith("ldaps:");
}

function placeOf(uri: string): { readonly path: string } | { readonly host: string; readonly port: number } {
  if (uri.startsWith("ldapi:")) return { path: decodeURIComponent(uri.slice("ldapi://".length)) };
  const { port } = new URL(uri);
  return { host: hostOf(uri), port: port === "" ? (uri.startsWith("ldaps:") ? 636 : 389) : Number(port) };
}

function hostOf(uri: string): string {
  return new URL(uri).hostname.replace(/^\[(.*)\]$/, "$1");
}

/** Whose certificate it must be, and who may have signed it. */
function identityOf({ uri, caPem }: LdapSettings) {
  const host = hostOf(uri);
  const servername = isIP(host) === 0 ? host : "";
  const trust = caPem === undefined ? {} : { ca: [...getCACertificates("default"), caPem] };
  return { host, servername, rejectUnauthorized: true, ...trust };
}

/** Gives up on a directory that says more than it was asked for. */
function limited(socket: Socket): Socket {
  let bytes = 0;
  return socket.on("data", (chunk) => {
    bytes += chunk.length;
    if (bytes > answerBytesMax) socket.destroy(new Error(`the directory sent more than ${answerBytesMax} bytes`));
  });
}
