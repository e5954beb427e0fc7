/** What a webhook received, as far as these tests look at it. */
export interface WebhookDelivery {
  readonly key: string;
  readonly incidents: readonly { readonly id: number; readonly change: string; readonly domain: string }[];
  /** Incidents that are only counted. */
  readonly more: number;
}

export interface WebhookSink extends Disposable {
  readonly url: string;
  /** Every delivery, copies too, in the order of their arrival. */
  readonly deliveries: readonly WebhookDelivery[];
  /** Calls `action` once with the next delivery, after it was taken and before it is answered. */
  beforeNextAnswer(action: (delivery: WebhookDelivery) => Promise<void>): void;
  /** The status of the answers from now on; 204 at first. */
  answerWith(status: number): void;
}

/** The caller's server only gets what Argos sends: `docs/webhooks.md`. */
interface Payload {
  readonly causes: readonly {
    readonly more: number;
    readonly items: readonly { readonly incident: number; readonly change: string; readonly domain: string }[];
  }[];
}

/** Starts a server that takes Argos' webhooks. */
export function startWebhookSink(): WebhookSink {
  const deliveries: WebhookDelivery[] = [];
  let action: ((delivery: WebhookDelivery) => Promise<void>) | undefined;
  let status = 204;
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      if (status !== 204) return new Response(null, { status });
      const delivery = deliveryOf(request.headers.get("idempotency-key") ?? "", payloadOf(await request.json()));
      deliveries.push(delivery);
      const now = action;
      action = undefined;
      await now?.(delivery);
      return new Response(null, { status });
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}/hook`,
    deliveries,
    beforeNextAnswer: (next) => {
      action = next;
    },
    answerWith: (next) => {
      status = next;
    },
    [Symbol.dispose]: () => void server.stop(true),
  };
}

function deliveryOf(key: string, { causes }: Payload): WebhookDelivery {
  const items = causes.flatMap((one) => one.items);
  const incidents = items.map(({ incident, change, domain }) => ({ id: incident, change, domain }));
  return { key, incidents, more: causes.reduce((sum, one) => sum + one.more, 0) };
}

/** Guarantee: what posts here is Argos, whose payload its own tests hold to this shape. */
function payloadOf(json: unknown): Payload {
  return json as Payload;
}
