import type { RequestFigures } from "./arrivals.ts";
import type { Row } from "./bench.ts";
import type { PageFigures } from "./pages.ts";

/** What the issue asks of a kind of page: time in milliseconds at the 99th percentile, and size in kilobytes. */
const wantedOf = (kind: string) =>
  kind === "summary" ? { p99Ms: 50, kilobytes: 30, words: "p99 under 50 ms, under 30 kB" } : listed;
const listed = { p99Ms: 100, kilobytes: 100, words: "p99 under 100 ms, under 100 kB" };

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
  const missed = page.p99Ms > wanted.p99Ms || page.bytesMax > wanted.kilobytes * 1000 ? " (missed)" : "";
  return {
    what: `(g) ${page.kind}: p50 · p99 · max · size`,
    measured: `${ms(page.p50Ms)} · ${ms(page.p99Ms)} · ${ms(page.maxMs)} · ${(page.bytesMax / 1000).toFixed(1)} kB${ratio}${failed}`,
    wanted: `${wanted.words}${missed}`,
  };
}

function ms(value = Number.NaN): string {
  return `${value.toFixed(1)} ms`;
}
