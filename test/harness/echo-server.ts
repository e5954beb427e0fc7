/** A request that came. */
export interface EchoedRequest {
  readonly path: string;
  readonly body: string;
}

export interface EchoServer extends Disposable {
  readonly port: number;
  /** What was posted, in order. */
  readonly posted: readonly EchoedRequest[];
}

/** Answers with all that it was sent, in headers and body, and with 418; the host canary.test gets a plain 200. */
export function startEchoServer(): EchoServer {
  const posted: EchoedRequest[] = [];
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      const { pathname, search, host } = new URL(request.url);
      const sent = { url: `http://${host}${pathname}${search}`, body: await request.text() };
      if (host.startsWith("canary.test")) return new Response("good");
      if (request.method === "POST") posted.push({ path: pathname, body: sent.body });
      const headers = new Headers({ server: `saw ${request.headers.get("x-api")}`, location: sent.url });
      for (const name of ["x-api", "cookie", "authorization"]) headers.set(name, request.headers.get(name) ?? "");
      headers.append("set-cookie", request.headers.get("cookie") ?? "a=b");
      return Response.json({ headers: Object.fromEntries(request.headers), ...sent }, { status: 418, headers });
    },
  });
  return {
    port: server.port ?? 0,
    posted,
    [Symbol.dispose]: () => void server.stop(true),
  };
}
