/** What an agent was told of one run. */
export interface Acknowledged {
  readonly taskId: number;
  readonly token: number;
  readonly disposition: string;
}

/** Stands between agents and a server, keeps every acknowledgement, and can lose replies. */
export interface RecordingProxy extends Disposable {
  readonly url: string;
  readonly acknowledged: readonly Acknowledged[];
  /** Replies of `results` that are lost from now on: the server has done its work, the agent sees a broken gateway. */
  loseReplies(count: number, beforeLoss?: () => Promise<void>): void;
  /** Replies that were lost so far. */
  readonly lost: number;
}

/** Forwards to `target`, which may be down: the agent then sees 502. */
export function startRecordingProxy(target: string): RecordingProxy {
  const acknowledged: Acknowledged[] = [];
  let toLose = 0;
  let lost = 0;
  let beforeLoss = async () => {};
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 60,
    async fetch(request) {
      const { pathname } = new URL(request.url);
      const reply = await forward(request, `${target}${pathname}`);
      if (reply === undefined || !pathname.endsWith("/results") || reply.status !== 200) {
        return reply === undefined
          ? new Response("no server", { status: 502 })
          : new Response(reply.text, { status: reply.status });
      }
      if (toLose > 0 && dispositionsOf(reply.text).length > 0) {
        toLose -= 1;
        lost += 1;
        await beforeLoss();
        return new Response("lost on the way", { status: 502 });
      }
      acknowledged.push(...dispositionsOf(reply.text));
      return new Response(reply.text, { headers: { "content-type": "application/json" } });
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    acknowledged,
    get lost() {
      return lost;
    },
    loseReplies(count, before = async () => {}) {
      toLose = count;
      beforeLoss = before;
    },
    [Symbol.dispose]: () => void server.stop(true),
  };
}

async function forward(request: Request, url: string): Promise<{ status: number; text: string } | undefined> {
  try {
    const headers = { authorization: request.headers.get("authorization") ?? "", "content-type": "application/json" };
    const reply = await fetch(url, { method: request.method, headers, body: await request.text(), keepalive: false });
    return { status: reply.status, text: await reply.text() };
  } catch {
    return undefined;
  }
}

function dispositionsOf(text: string): Acknowledged[] {
  const reply: { dispositions?: Acknowledged[] } = JSON.parse(text);
  return reply.dispositions ?? [];
}
