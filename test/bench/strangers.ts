import { join } from "node:path";
import { type Arrivals, measureArrivals, type RequestFigures } from "./arrivals.ts";
import type { Bench } from "./bench.ts";
import { checksSince, startInstallation } from "./installation.ts";

const port = 18_005;
/** Health checks a second that measure how soon the server answers. */
const healthPerSecond = 20;

/** How an installation fares for some time. */
export interface Fare {
  readonly health: RequestFigures;
  readonly probesPerSecond: number;
  readonly lateP99Ms: number;
}

export interface StrangersFigures {
  readonly calm: Fare;
  readonly besieged: Fare;
  /** Answers a second by route, of which so many were refusals of a limit. */
  readonly routes: readonly { readonly route: string; readonly perSecond: number; readonly limitedShare: number }[];
}

/**
 * An installation of `sites` sites left alone, and then beside 200 connections that trickle, 10 callers of nested JSON and 30
 * callers of each open route, each from an address of its own and as fast as it is answered.
 */
export async function measureStrangers(
  bench: Bench,
  { sites, seconds }: { readonly sites: number; readonly seconds: number },
): Promise<StrangersFigures> {
  await using closing = new AsyncDisposableStack();
  const { db, origin } = await startInstallation(bench, { name: "strangers", port, sites }, closing);
  const fare = async (): Promise<Fare> => {
    const [from] = await db.run((sql) => sql<{ at: Date }[]>`select now() as at`);
    const next: Arrivals["next"] = () => ({ kind: "health", url: `${origin}/-/healthy` });
    const [health] = await measureArrivals({ perSecond: healthPerSecond, seconds, headers: {}, next });
    if (health === undefined) throw new Error("no health check was sent");
    return { health, ...(await checksSince(db, from?.at ?? new Date(), seconds)) };
  };
  const calm = await fare();
  const child = Bun.spawn(
    [process.execPath, join(import.meta.dir, "strangers-process.ts"), String(port), String(seconds)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const besieged = await fare();
  const counts: Record<string, Record<string, number>> = JSON.parse(await new Response(child.stdout).text());
  return { calm, besieged, routes: Object.entries(counts).map(([route, seen]) => routeOf(route, seen, seconds)) };
}

function routeOf(route: string, seen: Readonly<Record<string, number>>, seconds: number) {
  const all = Object.values(seen).reduce((sum, one) => sum + one, 0);
  return { route, perSecond: all / seconds, limitedShare: ((seen["429"] ?? 0) + (seen["503"] ?? 0)) / all };
}
