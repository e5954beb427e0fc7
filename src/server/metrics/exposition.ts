import { Counter, Gauge, type OpenMetricsContentType, type PrometheusContentType, Registry } from "prom-client";
import type { Meters } from "./meters.ts";
import type { Sample } from "./sample.ts";

/** A page of metrics as a scraper reads it. */
export interface Exposition {
  readonly contentType: string;
  readonly text: string;
}

/** Writes metrics in the format of Prometheus, or in that of OpenMetrics where a scraper's `Accept` takes it. */
export async function expose(
  accept: string,
  { samples, histograms }: { readonly samples: readonly Sample[]; readonly histograms: Meters["histograms"] },
): Promise<Exposition> {
  const registry = registryFor(accept);
  for (const [spec, found] of Map.groupBy(samples, (one) => one.spec)) {
    const labelNames = [...new Set(found.flatMap(({ labels }) => Object.keys(labels)))];
    const options = { name: spec.name, help: spec.help, labelNames, registers: [] };
    const metric = spec.type === "counter" ? new Counter(options) : new Gauge(options);
    for (const { labels, value } of found) metric.inc({ ...labels }, value);
    registry.registerMetric(metric);
  }
  for (const metric of histograms) registry.registerMetric(metric);
  return { contentType: registry.contentType, text: await registry.metrics() };
}

function registryFor(accept: string): Registry<PrometheusContentType> | Registry<OpenMetricsContentType> {
  if (!/\bapplication\/openmetrics-text\b/.test(accept)) return new Registry();
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  return registry;
}
