import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { ServedCertificate } from "./certificates.ts";
import { type BehaviourName, behaviourNames, behaviours, type Visit } from "./hostile-behaviours.ts";

export interface HostileFarm extends AsyncDisposable {
  readonly address: string;
  /** Overrides that lead `*.hostile.test` to the farm: `probe.resolve`. */
  readonly resolve: Readonly<Record<string, string>>;
  /** The port of one behaviour: each has its own server. */
  port(name: BehaviourName): number;
  /** `http://<name>.hostile.test:<port><path>`; https where the server speaks TLS or pretends to. */
  url(name: BehaviourName, path?: string): string;
  /** Connections that a behaviour has taken since the start. */
  connectionCount(name: BehaviourName): number;
}

export interface HostileFarmOptions {
  readonly address?: string;
  /** What the servers that finish a TLS handshake send. */
  readonly certificate: ServedCertificate;
}

/** No connection outlives this, whatever its behaviour does. */
const connectionMsMax = 20_000;
const requestBytesMax = 65_536;

/** Starts one raw server per behaviour, each of them wrong in the way its name says. */
export async function startHostileFarm(options: HostileFarmOptions): Promise<HostileFarm> {
  const address = options.address ?? "127.0.0.1";
  const started = await Promise.all(
    behaviourNames.map(async (name) => [name, await startServer(name, address, options.certificate)] as const),
  );
  const servers = new Map(started);
  const port = (name: BehaviourName) => servers.get(name)?.port ?? 0;
  return {
    address,
    resolve: { "*.hostile.test": address },
    port,
    url: (name, path = "/") => {
      const scheme = behaviours[name].scheme ?? "http";
      return `${scheme}://${name}.hostile.test:${port(name)}${path}`;
    },
    connectionCount: (name) => servers.get(name)?.connections() ?? 0,
    async [Symbol.asyncDispose]() {
      await Promise.all(started.map(([, server]) => server[Symbol.asyncDispose]()));
    },
  };
}

async function startServer(name: BehaviourName, address: string, certificate: ServedCertificate) {
  const behaviour = behaviours[name];
  const open = new Set<Socket>();
  let connections = 0;
  const onConnection = (socket: Socket) => {
    connections += 1;
    watch(socket, open);
    const visit = { socket, path: "/", ordinal: connections, port: portOf(server) };
    if (behaviour.on === "accept") behaviour.answer(visit);
    else afterRequest(visit, behaviour.answer);
  };
  const server =
    behaviour.on === "secure-request" ? createTlsServer({ ...certificate }, onConnection) : createServer(onConnection);
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  return {
    port: portOf(server),
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function watch(socket: Socket, open: Set<Socket>): void {
  open.add(socket);
  const end = setTimeout(() => socket.destroy(), connectionMsMax);
  socket.on("error", () => undefined);
  socket.on("close", () => {
    clearTimeout(end);
    open.delete(socket);
  });
}

/** Calls `answer` once, when the head of a request is there. */
function afterRequest(visit: Visit, answer: (visit: Visit) => void): void {
  let head = "";
  let answered = false;
  visit.socket.on("data", (chunk) => {
    if (answered || head.length > requestBytesMax) return;
    head += chunk.toString("latin1");
    if (!head.includes("\r\n\r\n")) return;
    answered = true;
    answer({ ...visit, path: head.split(" ")[1] ?? "/" });
  });
}

function portOf(server: Server): number {
  const bound = server.address();
  return bound !== null && typeof bound === "object" ? bound.port : 0;
}
