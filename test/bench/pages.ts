import type { Database } from "../../src/db/connect.ts";
import { fillRollups } from "../harness/rollups.ts";
import { measureArrivals, type RequestFigures } from "./arrivals.ts";
import type { Bench } from "./bench.ts";
import { checksSince, startInstallation } from "./installation.ts";

const port = 18_004;
const origin = `http://127.0.0.1:${port}`;
const headers = { authorization: "Bearer bench-api-token", accept: "text/html" };

/** Until a server that has just started is compiled by its own use, in seconds. */
const warmUpSeconds = 30;
/** Pages of the list of sites that are asked for, besides the first. */
const walkedPages = 40;

export interface PageFigures {
  readonly sites: number;
  readonly perSecond: number;
  readonly seconds: number;
  readonly probesPerSecond: number;
  readonly lateP99Ms: number;
  readonly pages: readonly RequestFigures[];
}

/** Pages of an installation of `sites` sites, asked for `perSecond` times a second while an agent probes every site. */
export async function measurePages(
  bench: Bench,
  size: {
    readonly sites: number;
    readonly perSecond: number;
    readonly seconds: number;
    /** Days of roll-ups that every target has. */
    readonly days: number;
    /** Days of hours among them: the newest. */
    readonly hourlyDays: number;
  },
): Promise<PageFigures> {
  const { sites, perSecond, seconds } = size;
  await using closing = new AsyncDisposableStack();
  const fill = (db: Database) => withoutKey(db, () => fillRollups(db, size));
  const { db } = await startInstallation(bench, { name: "pages", port, sites, fill }, closing);
  const next = await createVisitor(db);
  await measureArrivals({ perSecond, seconds: warmUpSeconds, headers, next });
  const [from] = await db.run((sql) => sql<{ at: Date }[]>`select now() as at`);
  const pages = await measureArrivals({ perSecond, seconds, headers, next });
  return { sites, perSecond, seconds, pages, ...(await checksSince(db, from?.at ?? new Date(), seconds)) };
}

/** Fills `rollup_day` and only then makes its key, which takes a fifth of the time. */
async function withoutKey(db: Database, fill: () => Promise<void>): Promise<void> {
  const [key] = await db.run(
    (sql) => sql<{ definition: string }[]>`
      select pg_get_constraintdef(oid) as definition
      from pg_constraint
      where conrelid = 'rollup_day'::regclass
        and conname = 'rollup_day_pk'`,
  );
  if (key === undefined) throw new Error("rollup_day has no key");
  await db.run((sql) => sql`alter table rollup_day drop constraint rollup_day_pk`);
  await fill();
  await db.session(async (sql) => {
    await sql`set maintenance_work_mem = '1GB'`;
    await sql.unsafe(`alter table rollup_day add constraint rollup_day_pk ${key.definition}`);
  });
}

/** Who looks at a quarter of summaries and at everything else in turn, each time at another site. */
async function createVisitor(db: Database): Promise<(turn: number) => { kind: string; url: string }> {
  const [ids] = await db.run(
    (sql) => sql<{ site: number; target: number; incident: number }[]>`
      select
        (select max(id) from site) as site,
        (select max(id) from target) as target,
        (select max(id) from incident)::int as incident`,
  );
  const { site = 1, target = 1, incident = 1 } = ids ?? {};
  const walked = await walkSites(walkedPages);
  const some = (max: number, turn: number) => 1 + ((turn * 7919) % max);
  const kinds: readonly (readonly [string, (turn: number) => string])[] = [
    ["sites", () => "/sites"],
    ["sites, on from a place", (turn) => walked[turn % walked.length] ?? "/sites"],
    ["sites, found by name", (turn) => `/sites?search=site${some(site, turn)}`],
    ["sites, a name that is not there", (turn) => `/sites?search=nowhere${turn}`],
    ["sites, critical, worst first", () => "/sites?severity=critical&sort=worst"],
    ["sites, critical of a label", (turn) => `/sites?severity=critical&label=owner:asso-${turn % 500}`],
    ["sites, of a broad label", (turn) => `/sites?label=machine:h${turn % 8}`],
    ["sites, by reason", () => "/sites?reason=wrong-status"],
    ["site", (turn) => `/sites/${some(site, turn)}`],
    ["target", (turn) => `/targets/${some(target, turn)}`],
    ["target, a year", (turn) => `/targets/${some(target, turn)}?period=1y`],
    ["incidents", () => "/incidents"],
    ["incident", (turn) => `/incidents/${some(incident, turn)}`],
    ["certificates", () => "/certificates"],
    ["agents", () => "/agents"],
    ["notifications", () => "/notifications"],
    ["silences", () => "/silences"],
    ["configuration", () => "/configuration"],
  ];
  return (turn) => {
    if (turn % 4 === 0) return { kind: "summary", url: `${origin}/` };
    if (turn % 40 === 1) return { kind: "baseline", url: `${origin}/-/healthy` };
    const [kind, path] = kinds[turn % kinds.length] ?? ["sites", () => "/sites"];
    return { kind, url: `${origin}${path(turn)}` };
  };
}

/** The addresses of some pages after the first, as one page leads to the next. */
async function walkSites(pages: number): Promise<string[]> {
  const found: string[] = [];
  let path = "/sites";
  while (found.length < pages) {
    const text = await (await fetch(origin + path, { headers })).text();
    const next = /<a rel="next" href="([^"]+)"/.exec(text)?.[1];
    if (next === undefined) throw new Error(`${path} leads to no next page`);
    path = next.replaceAll("&amp;", "&");
    found.push(path);
  }
  return found;
}
