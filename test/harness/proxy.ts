import { connect, createServer, type Socket } from "node:net";
import { type DatabaseAddress, socketFile } from "../../src/db/database-address.ts";

/** A TCP proxy before a database that can fall silent or cut its connections. */
export interface DatabaseProxy extends AsyncDisposable {
  readonly address: DatabaseAddress;
  /** Connections taken so far. */
  readonly taken: number;
  /** Swallows everything from now on and keeps the connections open, as a firewall that forgot them. */
  silence(): void;
  /** Forwards again, on connections that come from now on. */
  heal(): void;
  /** Cuts every connection. */
  cut(): void;
}

/** Listens on a free port of the loopback and forwards to `target`. */
export async function startDatabaseProxy(target: DatabaseAddress): Promise<DatabaseProxy> {
  const sockets = new Set<Socket>();
  let silent = false;
  let taken = 0;

  function keep(socket: Socket): Socket {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    return socket;
  }

  const server = createServer((client) => {
    taken += 1;
    keep(client);
    if (silent) return;
    const upstream = keep(
      target.host.startsWith("/") ? connect(socketFile(target.host, target.port)) : connect(target.port, target.host),
    );
    const pairs = [
      [client, upstream],
      [upstream, client],
    ] as const;
    for (const [from, to] of pairs) {
      let dead = false;
      from.on("data", (bytes) => {
        dead ||= silent;
        if (!dead) to.write(bytes);
      });
      from.on("close", () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : 0;
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    address: { ...target, host: "127.0.0.1", port, tls: "disable" },
    get taken() {
      return taken;
    },
    silence: () => {
      silent = true;
    },
    heal: () => {
      silent = false;
    },
    cut,
    async [Symbol.asyncDispose]() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
