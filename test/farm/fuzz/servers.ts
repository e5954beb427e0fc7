import { createServer, type Server, type Socket } from "node:net";
import { createSecureContext, createServer as createTlsServer } from "node:tls";
import { createAuthority } from "../certificates.ts";
import { fuzzedAnswer, play } from "./answers.ts";
import { fuzzedCertificates } from "./certificates.ts";

/** Two servers that answer for `fN.fuzz.test` as a seed has it for N. */
export interface FuzzedServers extends AsyncDisposable {
  readonly caPem: string;
  /** Plain HTTP. */
  readonly answersPort: number;
  /** TLS, with a certificate for each host. */
  readonly certificatesPort: number;
}

/** Starts them; no connection outlives ten timeouts of its target. */
export async function startFuzzedServers(seed: number, timeoutMs: number): Promise<FuzzedServers> {
  const certificates = fuzzedCertificates(seed);
  const good = await (await createAuthority()).issue("good", { names: ["localhost"] });
  const onSocket = (socket: Socket) => answer(socket, seed, 10 * timeoutMs);
  const answers = createServer(onSocket);
  const tls = createTlsServer(
    {
      ...good,
      SNICallback: (host, done) => {
        try {
          done(null, createSecureContext(certificates.served(indexOf(host), host)));
        } catch (thrown) {
          done(thrown instanceof Error ? thrown : new Error(String(thrown)));
        }
      },
    },
    onSocket,
  );
  tls.on("tlsClientError", () => undefined);
  return {
    caPem: certificates.caPem,
    answersPort: await listen(answers),
    certificatesPort: await listen(tls),
    async [Symbol.asyncDispose]() {
      answers.close();
      tls.close();
    },
  };
}

/** Answers the first request of a connection. */
function answer(socket: Socket, seed: number, openMsMax: number): void {
  socket.on("error", () => undefined);
  const end = setTimeout(() => socket.destroy(), openMsMax);
  socket.on("close", () => clearTimeout(end));
  socket.once("data", (request: Buffer) => {
    const host = /^host: *([^\s:]+)/im.exec(request.toString("latin1"))?.[1] ?? "";
    play(fuzzedAnswer(seed, indexOf(host)), socket);
  });
}

function indexOf(host: string): number {
  return Number(/^f(\d+)\./.exec(host)?.[1] ?? 0);
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object(server.address()).port;
}
