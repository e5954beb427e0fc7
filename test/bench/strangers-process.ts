import { connect } from "node:net";
import { accessTable } from "../../src/server/auth/access.ts";
import { rawConnection } from "../harness/raw-http.ts";

/**
 * Strangers and one careless program, in a process of their own: `bun strangers-process.ts PORT SECONDS`. Prints what they
 * got as JSON: requests answered by route, and how many of them with which status.
 */

const [port, seconds] = process.argv.slice(2).map(Number);
const trickling = 200;
const nestedCallers = 10;
const callersOfARoute = 30;
const endMs = performance.now() + (seconds ?? 0) * 1000;
const counts: Record<string, Record<string, number>> = {};

/** Every caller has an address of its own, so no limit of one address holds them together. */
let lastAddress = 0;
function nextAddress(): string {
  lastAddress += 1;
  return `127.1.${lastAddress >> 8}.${lastAddress & 255}`;
}

const openRoutes = Object.entries(accessTable)
  .filter(([route, access]) => access === "open" && route.startsWith("GET "))
  .map(([route]) => route.slice("GET ".length));

for (let one = 0; one < trickling; one += 1) trickle();
await Promise.all([
  ...openRoutes.flatMap((route) => Array.from({ length: callersOfARoute }, () => call(route, "GET"))),
  ...Array.from({ length: nestedCallers }, () => call("/api/v1/silences", "POST")),
]);
process.stdout.write(JSON.stringify(counts));
process.exit(0);

/** A connection that sends a byte of a request every second and never comes to its end. */
function trickle(): void {
  const socket = connect({ port: port ?? 0, host: "127.0.0.1", localAddress: nextAddress() });
  socket.on("error", () => undefined);
  socket.write("GET /-/healthy HTTP/1.1\r\nhost: a\r\nx: ");
  setInterval(() => socket.write("x"), 1000);
}

async function call(route: string, method: string): Promise<void> {
  using connection = rawConnection(port ?? 0, nextAddress());
  const target = route.replace(":file", "1.svg").replace(/:\w+/g, "1");
  const key = method === "GET" ? route : "nested JSON";
  const seen = counts[key] ?? {};
  counts[key] = seen;
  const nested = `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`;
  while (performance.now() < endMs) {
    const { status } = await connection.send({
      method,
      target,
      headers: [
        ["host", "argos.example.org"],
        ["content-type", "application/json"],
        ...(method === "GET" ? [] : ([["authorization", "Bearer bench-api-token"]] as const)),
      ],
      ...(method === "GET" ? {} : { body: nested }),
    });
    seen[status] = (seen[status] ?? 0) + 1;
  }
}
