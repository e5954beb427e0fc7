import { Histogram } from "prom-client";
import type { Clock } from "../../base/clock.ts";
import { type Disposition, dispositions } from "../../contract/agent.ts";
import { counts, type MetricSpec } from "./catalogue.ts";
import { type Sample, sample } from "./sample.ts";

/** How an attempt to send a message ended. */
export type SendResult = "sent" | "again" | "dead" | "released" | "lost";

/** One request that was answered. */
export interface AnsweredRequest {
  /** The pattern of the route, never the path: paths are without number. */
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly seconds: number;
}

/** What this process counts, from its start on. */
export interface Meters {
  countResults(found: readonly Disposition[]): void;
  /** How late runs began that were stored, in milliseconds. */
  observeLateness(lateMs: readonly number[]): void;
  countNotification(channel: string, result: SendResult): void;
  /** Whether this process took the configuration that it read last. */
  noteReload(outcome: "taken" | "refused"): void;
  countRequest(answered: AnsweredRequest): void;
  /** The counters as they stand. */
  samples(): readonly Sample[];
  readonly histograms: readonly (Histogram | Histogram<"route">)[];
}

/** Counters at zero. */
export function createMeters(clock: Pick<Clock, "now">): Meters {
  const counters = createCounters();
  const lateness = new Histogram({ ...histogram(counts.lateness), buckets: [...counts.lateness.buckets] });
  const seconds = new Histogram({
    ...histogram(counts.requestSeconds),
    labelNames: counts.requestSeconds.labels,
    buckets: [...counts.requestSeconds.buckets],
  });
  for (const disposition of dispositions) counters.add(counts.results, { disposition }, 0);
  return {
    countResults(found) {
      for (const disposition of found) counters.add(counts.results, { disposition }, 1);
    },
    observeLateness(lateMs) {
      for (const ms of lateMs) lateness.observe(ms / 1000);
    },
    countNotification: (channel, result) => counters.add(counts.notifications, { channel, result }, 1),
    noteReload(outcome) {
      counters.set(counts.reloadOk, outcome === "taken" ? 1 : 0);
      if (outcome === "taken") counters.set(counts.reloadAt, clock.now().getTime() / 1000);
    },
    countRequest({ route, method, status, seconds: took }) {
      counters.add(counts.requests, { route, method, status: String(status) }, 1);
      seconds.observe({ route }, took);
    },
    samples: () => counters.all(),
    histograms: [lateness, seconds],
  };
}

/** In no registry of the library: each exposition makes its own. */
function histogram({ name, help }: MetricSpec) {
  return { name, help, registers: [] };
}

/** The library's own counters lose their names when they are written in the format of OpenMetrics, so these are ours. */
function createCounters() {
  const values = new Map<string, Sample>();
  function put(spec: MetricSpec, labels: Sample["labels"], change: (before: number) => number): void {
    const key = JSON.stringify([spec.name, labels]);
    values.set(key, sample(spec, change(values.get(key)?.value ?? 0), labels));
  }
  return {
    add: (spec: MetricSpec, labels: Sample["labels"], by: number) => put(spec, labels, (before) => before + by),
    set: (spec: MetricSpec, value: number) => put(spec, {}, () => value),
    all: () => [...values.values()],
  };
}
