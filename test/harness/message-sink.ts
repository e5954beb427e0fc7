import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import type { Delivery, Letter, Sender, SendOutcome } from "../../src/notify/delivery.ts";

/** What the other side does with a message: 200 takes it, 504 takes it but does not say so, others refuse it. */
export type Manner =
  | { readonly status: 200 | 400 | 429 | 500 | 504; readonly retryAfterSeconds?: number }
  /** Takes it and never answers. */
  | "stalls";

/** A message as it arrived. */
export interface Arrival {
  readonly to: string;
  readonly key: string;
  readonly thread: string;
  readonly opensThread: boolean;
  readonly title: string;
  readonly text: string;
  /** `<incident> <change>` in the order of the message, and how many more there are. */
  readonly items: readonly string[];
  readonly more: number;
}

/** A real HTTP server on loopback that keeps what it takes, and a sender that posts to it. */
export interface MessageSink extends Sender, AsyncDisposable {
  /** What was taken, in the order it came. */
  readonly arrivals: readonly Arrival[];
  /** Every request, taken or not. */
  readonly requests: readonly Arrival[];
  /** From now on, for recipients whose id begins so. */
  behave(prefix: string, manner: Manner): void;
  /** Nobody listens any more; `open` begins again. */
  close(): Promise<void>;
  open(): void;
}

const Posted = Type.Object({
  to: Type.String(),
  key: Type.String(),
  thread: Type.String(),
  opensThread: Type.Boolean(),
  title: Type.String(),
  text: Type.String(),
  items: Type.Array(Type.String()),
  more: Type.Number(),
});

/** Starts the server on a free port. */
export function startMessageSink(): MessageSink {
  const arrivals: Arrival[] = [];
  const requests: Arrival[] = [];
  const manners = new Map<string, Manner>();
  let server = listen(0);
  const { port } = server;
  const url = `http://127.0.0.1:${port}/`;

  function listen(on: number) {
    return Bun.serve({ hostname: "127.0.0.1", port: on, idleTimeout: 0, fetch: answer });
  }

  async function answer(request: Request): Promise<Response> {
    const posted: unknown = await request.json();
    if (!Value.Check(Posted, posted)) throw new Error("not a message");
    requests.push(posted);
    const [, manner = { status: 200 }] = [...manners].findLast(([prefix]) => posted.to.startsWith(prefix)) ?? [];
    if (manner === "stalls") return await new Promise<Response>(() => undefined);
    if (manner.status === 200 || manner.status === 504) arrivals.push(posted);
    const headers = manner.retryAfterSeconds === undefined ? {} : { "retry-after": String(manner.retryAfterSeconds) };
    return new Response(`said ${manner.status}`, { status: manner.status, headers });
  }

  return {
    arrivals,
    requests,
    behave(prefix, manner) {
      manners.delete(prefix);
      manners.set(prefix, manner);
    },
    async close() {
      await server.stop(true);
    },
    open() {
      server = listen(port ?? 0);
    },
    send: async (delivery, signal) => await post(url, delivery, signal),
    async [Symbol.asyncDispose]() {
      await server.stop(true);
    },
  };
}

async function post(url: string, delivery: Delivery, signal: AbortSignal): Promise<SendOutcome> {
  const again = { kind: "failed", again: true, retryAfterMs: undefined } as const;
  let response: Response;
  try {
    response = await fetch(url, { method: "POST", body: JSON.stringify(postedOf(delivery)), signal, keepalive: false });
  } catch (thrown) {
    signal.throwIfAborted();
    return { ...again, perhaps: false, answer: String(thrown) };
  }
  const answer = await response.text();
  if (response.ok) return { kind: "sent", answer };
  const asked = response.headers.get("retry-after");
  const retryAfterMs = asked === null ? undefined : Number(asked) * 1000;
  const status = response.status;
  return { kind: "failed", again: status !== 400, perhaps: status === 504, answer, retryAfterMs };
}

function postedOf({ recipient, letter, bulletin, idempotencyKey: key, thread, opensThread }: Delivery): Arrival {
  const sections = bulletin?.sections ?? [];
  return {
    to: recipient.id,
    key,
    thread,
    opensThread,
    title: letter.title,
    text: letter.text,
    items: sections.flatMap(({ items }) => items.map((one) => `${one.incidentId} ${one.change}`)),
    more: sections.reduce((sum, one) => sum + one.more, 0),
  };
}

/** The plainest words for a bulletin: everything in it. */
export function plainLetter(bulletin: NonNullable<Delivery["bulletin"]>): Letter {
  const count = bulletin.sections.reduce((sum, { items, more }) => sum + items.length + more, 0);
  return { title: `${count} incidents`, text: JSON.stringify(bulletin), severity: "critical", clickUrl: undefined };
}
