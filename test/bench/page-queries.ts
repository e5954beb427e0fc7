import { storeFarm } from "../builders/farm.ts";
import { storeOutage } from "../builders/incident.ts";
import { openApp } from "../harness/pages.ts";
import { counted } from "../harness/statements.ts";
import type { Bench } from "./bench.ts";

/** What is asked for, by name. */
const paths: Readonly<Record<string, string>> = {
  summary: "/",
  sites: "/sites",
  "found by name": "/sites?search=site-00077",
  "a name that is not there": "/sites?search=nowhere",
  "critical, worst first": "/sites?severity=critical&sort=worst",
  "by reason": "/sites?reason=wrong-status",
  site: "/sites/7",
  target: "/targets/7",
  "target, a year": "/targets/7?period=1y",
  incidents: "/incidents",
  incident: "/incidents/7",
  certificates: "/certificates",
  agents: "/agents",
  notifications: "/notifications",
  silences: "/silences",
  configuration: "/configuration",
};

/** A page and how many queries it sends at each size, where nothing is shared with who looked a moment ago. */
export interface PageQueries {
  readonly page: string;
  readonly queries: readonly number[];
}

/** Counts the queries of pages in installations of so many sites, with an incident for every fifty sites. */
export async function countPageQueries(bench: Bench, sizes: readonly number[]): Promise<PageQueries[]> {
  const counts: number[][] = [];
  for (const sites of sizes) counts.push(await countAt(bench, sites));
  return Object.keys(paths).map((page, index) => ({ page, queries: counts.map((one) => one[index] ?? Number.NaN) }));
}

async function countAt(bench: Bench, sites: number): Promise<number[]> {
  const { db } = await bench.emptyDatabase(`queries_${sites}`);
  await storeFarm(db, sites);
  await storeOutage(db, { incidents: sites / 50, causes: sites / 500 });
  const watched = counted(db);
  const get = openApp(watched.database);
  const counts: number[] = [];
  for (const path of Object.values(paths)) {
    const before = watched.sent();
    const { status } = await get(path);
    if (status !== 200) throw new Error(`${path} answers with ${status}`);
    counts.push(watched.sent() - before);
  }
  return counts;
}
