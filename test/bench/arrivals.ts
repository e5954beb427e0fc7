/** What one kind of request took. Times are in milliseconds from when it was due, so that waiting counts. */
export interface RequestFigures {
  readonly kind: string;
  readonly requests: number;
  readonly failed: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** The largest body as it travelled, in bytes. */
  readonly bytesMax: number;
}

interface Asked {
  readonly kind: string;
  readonly ms: number;
  readonly bytes: number;
  readonly ok: boolean;
}

export interface Arrivals {
  readonly perSecond: number;
  readonly seconds: number;
  readonly headers: Readonly<Record<string, string>>;
  /** What to ask for at each turn: its kind, and its address. */
  next(turn: number): { readonly kind: string; readonly url: string };
}

/** Requests that come at their times whether or not the ones before were answered (an open system). */
export async function measureArrivals({ perSecond, seconds, headers, next }: Arrivals): Promise<RequestFigures[]> {
  const pending: Promise<Asked>[] = [];
  const begin = performance.now();
  for (let turn = 0; turn < perSecond * seconds; turn += 1) {
    const dueMs = begin + (turn / perSecond) * 1000;
    const early = dueMs - performance.now();
    if (early > 0) await Bun.sleep(early);
    const { kind, url } = next(turn);
    pending.push(ask({ kind, url, headers, dueMs: Math.min(dueMs, performance.now()) }));
  }
  const all = await Promise.all(pending);
  return [...Map.groupBy(all, (one) => one.kind)].map(([kind, asked]) => figuresOf(kind, asked));
}

async function ask(wanted: {
  readonly kind: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly dueMs: number;
}): Promise<Asked> {
  const { kind, url, headers, dueMs } = wanted;
  const answer = await fetch(url, { headers, redirect: "manual" }).then(
    async (response) => ({ ok: response.ok, bytes: (await response.arrayBuffer()).byteLength }),
    () => ({ ok: false, bytes: 0 }),
  );
  return { kind, ms: performance.now() - dueMs, ...answer };
}

function figuresOf(kind: string, asked: readonly Asked[]): RequestFigures {
  const times = asked.map((one) => one.ms).toSorted((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  return {
    kind,
    requests: asked.length,
    failed: asked.filter((one) => !one.ok).length,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: at(1),
    bytesMax: Math.max(...asked.map((one) => one.bytes)),
  };
}
