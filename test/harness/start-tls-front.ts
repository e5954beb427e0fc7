import { connect, createServer, type Socket } from "node:net";

/** A place that agrees to STARTTLS, or refuses it, before a directory that speaks TLS from the start. */
export interface StartTlsFront extends AsyncDisposable {
  readonly port: number;
  /** Bytes in clear, each message that came before TLS. */
  readonly inClear: readonly Uint8Array[];
}

interface StartTlsOptions {
  /** The port of the directory, or what comes after the agreement instead. */
  readonly directoryPort: number | "cut" | "silence" | undefined;
  /** RFC 4511 appendix A; 0 agrees. */
  readonly resultCode?: number;
}

/** Answers the first message of a connection as a StartTLS request (RFC 4511 section 4.14), and then passes bytes on. */
export async function startTlsFront({ directoryPort, resultCode = 0 }: StartTlsOptions): Promise<StartTlsFront> {
  const inClear: Uint8Array[] = [];
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    return socket.on("error", () => undefined);
  };
  const server = createServer((socket) => {
    keep(socket).once("data", (request: Buffer) => {
      inClear.push(request);
      socket.write(extendedResponse(request[4] ?? 0, resultCode));
      if (directoryPort === undefined || directoryPort === "cut") return void socket.end();
      if (resultCode !== 0 || directoryPort === "silence")
        return void socket.on("data", (more: Buffer) => inClear.push(more));
      const directory = keep(connect(directoryPort, "127.0.0.1"));
      socket.pipe(directory).pipe(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    inClear,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A message id below 128 is one byte, the fifth of a message. */
function extendedResponse(messageId: number, resultCode: number): Uint8Array {
  return Uint8Array.of(0x30, 0x0c, 0x02, 0x01, messageId, 0x78, 0x07, 0x0a, 0x01, resultCode, 0x04, 0x00, 0x04, 0x00);
}
