import type { Canary } from "../../src/config/probe-settings.ts";

/** A canary's web server. */
export interface CanarySite extends AsyncDisposable {
  readonly canary: Canary;
  /** Requests so far. */
  readonly asked: number;
  /** How the next requests are answered; one that never resolves is a server that hangs. */
  answer: () => Response | Promise<Response>;
}

/** Starts a canary on loopback; answers 200 until told otherwise. */
export function startCanary(timeoutMs = 2000): CanarySite {
  let asked = 0;
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: async () => {
      asked += 1;
      return await site.answer();
    },
  });
  const site: CanarySite = {
    canary: { url: `http://127.0.0.1:${server.port}/`, timeoutMs },
    get asked() {
      return asked;
    },
    answer: () => new Response("alive"),
    async [Symbol.asyncDispose]() {
      await server.stop(true);
    },
  };
  return site;
}

/** A canary at an address where nobody listens any more. */
export async function aDeadCanary(): Promise<Canary> {
  await using site = startCanary();
  return site.canary;
}
