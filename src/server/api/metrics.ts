import { Elysia } from "elysia";
import { messageOf } from "../../base/error.ts";
import type { ServerDeps } from "../deps.ts";
import { readings } from "../metrics/catalogue.ts";
import { expose } from "../metrics/exposition.ts";
import { processSamples } from "../metrics/process-samples.ts";
import { readMetrics } from "../metrics/read-metrics.ts";
import { configurationSamples, databaseSamples, type Sample, sample } from "../metrics/sample.ts";
import { siteSamples } from "../metrics/site-samples.ts";
import { type Shared, shareBriefly } from "../share-briefly.ts";

/** Series of single sites are read at most so often, whoever asks. */
const sitesEveryMs = 10_000;

type MetricsDeps = Pick<ServerDeps, "db" | "meters" | "published" | "clock" | "log">;

/** `/metrics`, for Prometheus. */
export function metricsApi(deps: MetricsDeps) {
  const shared = shareBriefly<readonly Sample[]>({ clock: deps.clock, keepMs: sitesEveryMs, keysMax: 1 });
  return new Elysia({ normalize: false, detail: { hide: true } }).get("/metrics", async ({ request }) => {
    const samples = [...(await processSamples(deps.db.activity())), ...deps.meters.samples()];
    samples.push(...configurationSamples(deps.published()), ...(await storedSamples(deps, shared)));
    const accept = request.headers.get("accept") ?? "";
    const { contentType, text } = await expose(accept, { samples, histograms: deps.meters.histograms });
    return new Response(text, { headers: { "content-type": contentType, "cache-control": "no-store" } });
  });
}

/** A scrape without the database still tells that it is gone, and how the process is. */
async function storedSamples(deps: MetricsDeps, shared: Shared<readonly Sample[]>): Promise<Sample[]> {
  const { db, published, clock, log } = deps;
  const { series } = published();
  try {
    const read = databaseSamples(await readMetrics(db), clock.now().getTime());
    const ofSites = series === undefined ? [] : await shared.get("sites", () => siteSamples(db, series));
    return [sample(readings.databaseUp, 1), ...read, ...ofSites];
  } catch (thrown) {
    log.warning("metrics without the database", { error: messageOf(thrown) });
    return [sample(readings.databaseUp, 0)];
  }
}
