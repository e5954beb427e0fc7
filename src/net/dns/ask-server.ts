import { createSocket } from "node:dgram";
import { connect } from "node:net";
import { codeOf } from "../error-code.ts";
import { decodeReply, encodeQuery, type Question, type Reply } from "./message.ts";
import type { DnsServer } from "./resolv-conf.ts";

/** A query on its way. */
export interface Asked extends Disposable {
  /** The reply, or why there is none; never settles where nothing comes back. */
  readonly outcome: Promise<Reply | ServerFailure>;
}

/** Why a server gave no reply. */
export interface ServerFailure {
  /** `unreachable`: the server; `local`: this process has no socket left; `malformed`: what came is no DNS. */
  readonly kind: "unreachable" | "local" | "malformed";
  readonly code: string;
}

/** Longest reply over TCP that is read, in bytes: the length field allows no more (RFC 1035, 4.2.2). */
const tcpBytesMax = 65_535;

const localCodes: ReadonlySet<string> = new Set(["EMFILE", "ENFILE", "ENOBUFS", "ENOMEM", "EADDRNOTAVAIL", "EAGAIN"]);

/** Sends one query over UDP, from a port of its own, and over TCP where the reply does not fit (RFC 7766). */
export function askServer(server: DnsServer, question: Question): Asked {
  const { promise, resolve } = Promise.withResolvers<Reply | ServerFailure>();
  const closing = new DisposableStack();
  const fail = (thrown: unknown) => resolve(failureOf(codeOf(thrown)));
  const query = encodeQuery(question);
  const read = (bytes: Buffer) => decodeReply(bytes, { id: query.id, question });
  try {
    const socket = createSocket({ type: server.address.includes(":") ? "udp6" : "udp4" });
    closing.defer(() => socket.close());
    socket.unref();
    socket.on("error", fail);
    // Anything but a reply to this query is somebody else's, or a forgery.
    socket.on("message", (bytes) => {
      const reply = read(bytes);
      if (reply?.truncated === true) closing.use(askOverTcp(server, query.bytes, { read, resolve }));
      else if (reply !== undefined) resolve(reply);
    });
    socket.connect(server.port, server.address, () => socket.send(query.bytes));
  } catch (thrown) {
    fail(thrown);
  }
  return { outcome: promise, [Symbol.dispose]: () => closing.dispose() };
}

interface TcpReader {
  readonly read: (bytes: Buffer) => Reply | undefined;
  readonly resolve: (outcome: Reply | ServerFailure) => void;
}

function askOverTcp(server: DnsServer, query: Uint8Array, { read, resolve }: TcpReader): Disposable {
  const socket = connect({ host: server.address, port: server.port });
  let received = Buffer.alloc(0);
  socket.unref();
  socket.on("error", (thrown) => resolve(failureOf(codeOf(thrown))));
  socket.on("close", () => resolve({ kind: "malformed", code: "the connection ended before the reply" }));
  socket.on("connect", () => socket.write(withLength(query)));
  socket.on("data", (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    const length = received.length < 2 ? tcpBytesMax : received.readUInt16BE(0);
    if (received.length < length + 2) return;
    const reply = read(received.subarray(2, length + 2));
    resolve(reply ?? { kind: "malformed", code: "the reply over TCP is malformed" });
  });
  return { [Symbol.dispose]: () => socket.destroy() };
}

/** Over TCP each message follows its length (RFC 1035, 4.2.2). */
function withLength(message: Uint8Array): Uint8Array {
  const framed = Buffer.alloc(message.length + 2);
  framed.writeUInt16BE(message.length, 0);
  framed.set(message, 2);
  return framed;
}

function failureOf(code: string): ServerFailure {
  return { kind: localCodes.has(code) ? "local" : "unreachable", code };
}
