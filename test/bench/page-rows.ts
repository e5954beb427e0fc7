import type { RequestFigures } from "./arrivals.ts";
import type { Row } from "./bench.ts";
import type { PageFigures } from "./pages.ts";

/** What is asked of a kind of page: time in milliseconds at the 99th percentile, and size in kilobytes. */
interface Wanted {
  readonly p99Ms: number;
  readonly kilobytes: number;
}
const summary: Wanted = { p99Ms: 50, kilobytes: 30 };
const list: Wanted = { p99Ms: 100, kilobytes: 100 };
/** Pages of one thing, whose size does not depend on how many there are. */
const details = ["site", "target", "target, a year", "incident"];

function wantedOf(kind: string): Wanted | undefined {
  if (details.includes(kind)) return undefined;
  return kind === "summary" ? summary : list;
}

/** The lines of the table, each page also as a ratio to the baseline, a route that only answers. */
export function pageRows(figures: PageFigures): Row[] {
  const { sites, perSecond, seconds, probesPerSecond, lateP99Ms, pages } = figures;
  const baseline = pages.find((one) => one.kind === "baseline");
  const order = pages.filter((one) => one !== baseline).toSorted((a, b) => rank(a.kind) - rank(b.kind));
  return [
    {
      what: `(g) ${sites.toLocaleString("en")} sites, a year of roll-ups, ${perSecond} requests a second for ${seconds} s, while checks run`,
      measured: `${probesPerSecond.toFixed(0)} probes a second, lateness p99 ${Math.round(lateP99Ms)} ms; baseline (/-/healthy) p50 ${ms(baseline?.p50Ms)} · p99 ${ms(baseline?.p99Ms)}`,
      wanted: "–",
    },
    ...order.map((page) => rowOf(page, baseline)),
  ];
}

function rank(kind: string): number {
  return kind === "summary" ? 0 : 1;
}

function rowOf(page: RequestFigures, baseline: RequestFigures | undefined): Row {
  const wanted = wantedOf(page.kind);
  const ratio = baseline === undefined ? "" : `, ${(page.p50Ms / baseline.p50Ms).toFixed(1)}× the baseline's p50`;
  const failed = page.failed === 0 ? "" : `, ${page.failed} of ${page.requests} FAILED`;
  return {
    what: `(g) ${page.kind}: p50 · p99 · max · size`,
    measured: `${ms(page.p50Ms)} · ${ms(page.p99Ms)} · ${ms(page.maxMs)} · ${(page.bytesMax / 1000).toFixed(1)} kB${ratio}${failed}`,
    wanted: wanted === undefined ? "–" : judgementOf(page, wanted),
  };
}

function judgementOf({ p99Ms, bytesMax }: RequestFigures, wanted: Wanted): string {
  const missed = p99Ms > wanted.p99Ms || bytesMax > wanted.kilobytes * 1000 ? " (missed)" : "";
  return `p99 under ${wanted.p99Ms} ms, under ${wanted.kilobytes} kB${missed}`;
}

function ms(value = Number.NaN): string {
  return `${value.toFixed(1)} ms`;
}
