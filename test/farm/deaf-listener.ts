import { readFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { until } from "../harness/until.ts";

/** More than the 512 connections that the runtime lets wait to be accepted. */
const connectionsToFill = 1024;
/** `st` of /proc/net/tcp6 (proc(5)): a SYN was sent, and on loopback an answer would already be there. */
const synSent = "02";

/**
 * Takes a port of ::1 in a process that never accepts, and fills its queue: from then on the kernel drops every SYN without
 * an answer, as a firewall that swallows packets does.
 */
export async function startDeafListener(port: number): Promise<AsyncDisposable> {
  const child = Bun.spawn([process.execPath, import.meta.path, String(port)], { stdout: "pipe" });
  await child.stdout.getReader().read();
  const sockets = Array.from({ length: connectionsToFill }, () => connect({ host: "::1", port }));
  for (const socket of sockets) socket.on("error", (_: Error) => undefined);
  await until(async () => (await isFull(port)) || undefined);
  return {
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      child.kill("SIGKILL");
      await child.exited;
    },
  };
}

async function isFull(port: number): Promise<boolean> {
  await new Promise((resolve) => setImmediate(resolve));
  const to = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const rows = readFileSync("/proc/net/tcp6", "latin1").split("\n");
  return rows
    .map((row) => row.trim().split(/\s+/))
    .some(([, , remote, state]) => remote?.endsWith(to) && state === synSent);
}

if (import.meta.main) {
  const server = createServer((socket: Socket) => socket.destroy());
  server.listen(Number(process.argv[2]), "::1", () => {
    process.stdout.write("ready\n", () => Bun.sleepSync(60_000));
  });
}
