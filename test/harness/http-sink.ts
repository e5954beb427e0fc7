import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Socket } from "node:net";
import type { ServedCertificate } from "../farm/certificates.ts";

/** A request as it came. */
export interface HttpDelivery {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the sink does with requests from now on. */
export type SinkBehaviour =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: string;
    }
  /** Reads the request and never answers. */
  | { readonly kind: "stall" }
  /** Reads the request and cuts the connection. */
  | { readonly kind: "break" }
  /** Answers 200 with a body that never ends. */
  | { readonly kind: "endless" }
  /** Answers 200 with the start of a body and falls silent. */
  | { readonly kind: "unfinished" };

/** A server that keeps what it is sent. */
export interface HttpSink extends AsyncDisposable {
  /** Without a path or a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** Everything that came, taken or not, in order. */
  readonly deliveries: readonly HttpDelivery[];
  behave(behaviour: SinkBehaviour): void;
}

/** Listens on a free port of the loopback; over TLS when it has a certificate. Answers 200 until told otherwise. */
export async function startHttpSink(certificate?: ServedCertificate): Promise<HttpSink> {
  const deliveries: HttpDelivery[] = [];
  const sockets = new Set<Socket>();
  let behaviour: SinkBehaviour = { kind: "answer", status: 200 };

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    deliveries.push({
      method: request.method ?? "",
      path: request.url ?? "",
      headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
      body: Buffer.concat(chunks).toString(),
    });
    if (behaviour.kind === "stall") return;
    if (behaviour.kind === "break") return void request.socket.destroy();
    response.on("error", () => undefined);
    if (behaviour.kind === "endless") return pour(response);
    if (behaviour.kind === "unfinished") return void response.writeHead(200).write("the start of");
    response.writeHead(behaviour.status, behaviour.headers).end(behaviour.body ?? "taken");
  }

  const listener = (request: IncomingMessage, response: ServerResponse) => {
    take(request, response).catch(() => request.socket.destroy());
  };
  const server = certificate === undefined ? createServer(listener) : createTlsServer({ ...certificate }, listener);
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : 0;
  return {
    url: `${certificate === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    port,
    deliveries,
    behave: (next) => {
      behaviour = next;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const glass = "x".repeat(65_536);

function pour(response: ServerResponse): void {
  while (!response.destroyed && response.write(glass));
  if (!response.destroyed) response.once("drain", () => pour(response));
}
