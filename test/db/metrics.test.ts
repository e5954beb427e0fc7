import { beforeAll, describe, expect, test } from "bun:test";
import { systemClock } from "../../src/base/clock.ts";
import { catalogue } from "../../src/server/metrics/catalogue.ts";
import { countRequests } from "../../src/server/metrics/count-requests.ts";
import { createMeters } from "../../src/server/metrics/meters.ts";
import { readMetrics } from "../../src/server/metrics/read-metrics.ts";
import { publish, siteSeriesMax } from "../../src/server/published/publish.ts";
import { manySites } from "../builders/configuration.ts";
import { storeOutage } from "../builders/incident.ts";
import { nothingPublished } from "../builders/published.ts";
import { aSite } from "../builders/site.ts";
import { storeTarget } from "../builders/stored-target.ts";
import { testDatabase } from "../harness/database.ts";
import { createPagesApp, openApp } from "../harness/pages.ts";
import { scraped, seriesLines } from "../harness/prometheus.ts";
import { counted } from "../harness/statements.ts";

const { database } = await testDatabase();
const get = openApp(database);
const hostile = `https://x.test/"\\\n<script>{}|`;

beforeAll(async () => {
  await storeOutage(database, { incidents: 40, causes: 5 });
  await storeTarget(database, { domain: "https://down.test", agent: `paris "1"\n{x="y"}` });
  await storeTarget(database, { domain: hostile });
});

describe("a scrape", () => {
  test("is text that another parser reads, with a help and a type for each metric", async () => {
    const { text, headers, status } = await get("/metrics", {});
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const known = new Map(catalogue.map((one) => [one.name, one]));
    for (const metric of scraped(text).values()) {
      expect(metric.help).toBe(known.get(metric.name)?.help ?? "(not in the catalogue)");
      expect(metric.type).toBe(known.get(metric.name)?.type ?? "(not in the catalogue)");
      for (const { labels } of metric.series) {
        expect(Object.keys(labels).sort()).toEqual([...(known.get(metric.name)?.labels ?? [])].sort());
      }
    }
  });

  test("has at most 200 series, and none of a single site", async () => {
    const { text } = await get("/metrics", {});
    expect(seriesLines(text).length).toBeGreaterThan(40);
    expect(seriesLines(text).length).toBeLessThanOrEqual(200);
    expect(text).not.toContain("down.test");
  });

  test("says what is stored", async () => {
    const metrics = scraped((await get("/metrics", {})).text);
    const gaugeOf = (name: string, labels: Readonly<Record<string, string>> = {}) =>
      metrics.get(name)?.series.find((one) => Bun.deepEquals(one.labels, labels))?.value;
    expect(gaugeOf("argos_database_up")).toBe(1);
    expect(gaugeOf("argos_checks", { severity: "critical" })).toBe(2);
    const open = (severity: string) => gaugeOf("argos_incidents_open", { severity }) ?? 0;
    expect([open("unknown"), open("warning") + open("critical")]).toEqual([0, 20]);
    expect(gaugeOf("argos_causes_open")).toBe(5);
    expect(gaugeOf("argos_agents", { state: "alive" })).toBe(2);
    expect(gaugeOf("argos_agent_last_seen_timestamp_seconds", { agent: `paris "1"\n{x="y"}` })).toBeGreaterThan(1.7e9);
    expect(gaugeOf("argos_results_total", { disposition: "accepted" })).toBe(0);
    expect(gaugeOf("process_resident_memory_bytes")).toBeGreaterThan(1e6);
  });

  test("comes in the format of OpenMetrics for those who ask for it, and the next in that of Prometheus again", async () => {
    const { text, headers } = await get("/metrics", {
      accept: "application/openmetrics-text; version=1.0.0,*/*;q=0.1",
    });
    expect(headers.get("content-type")).toBe("application/openmetrics-text; version=1.0.0; charset=utf-8");
    expect(text).toEndWith("\n# EOF\n");
    expect(text).toContain("# TYPE argos_results counter\nargos_results_total{");
    const plain = (await get("/metrics", {})).text;
    expect(plain).toContain("# TYPE argos_results_total counter\n");
    expect(plain).not.toContain("# EOF");
  });

  test("costs the same eleven statements whatever is stored", async () => {
    const { database: watched, sent } = counted(database);
    await readMetrics(watched);
    expect(sent()).toBe(11);
  });

  test("without the database tells that, and how the process is", async () => {
    const db = { ...database, run: () => Promise.reject(new Error("gone")) };
    const { text, status } = await openApp(db)("/metrics", {});
    const metrics = scraped(text);
    expect(status).toBe(200);
    expect(metrics.get("argos_database_up")?.series).toEqual([{ labels: {}, value: 0 }]);
    expect(metrics.has("process_cpu_seconds_total")).toBe(true);
    expect(metrics.has("argos_checks")).toBe(false);
  });
});

describe("series of single sites", () => {
  const sites = [
    aSite({ domain: "https://down.test", labels: { owner: `a"b\n`, secret: "not-asked-for" } }),
    aSite({ domain: "https://new.test", labels: { owner: "asso" } }),
    aSite({ domain: hostile }),
  ];
  const siteMetrics = { match: {}, labels: ["owner"] };

  test("have the labels that the configuration names; a site that is not stored has none", async () => {
    await database.run((sql) => sql`update check_state set settled = 3`);
    const published = () => publish(nothingPublished({ sites, siteMetrics }));
    const { text } = await openApp(database, "", { published })("/metrics", {});
    expect(scraped(text).get("argos_site_severity")?.series).toEqual([
      { labels: { site: "https://down.test", owner: `a"b\n` }, value: 3 },
      { labels: { site: hostile, owner: "" }, value: 3 },
    ]);
    expect(text).not.toContain("not-asked-for");
    expect(text).toContain("\nargos_site_series_cut 0\n");
  });

  test("vanish with their sites", async () => {
    const published = () => publish(nothingPublished({ sites: sites.slice(1), siteMetrics }));
    const { text } = await openApp(database, "", { published })("/metrics", {});
    expect(scraped(text).get("argos_site_severity")?.series).toHaveLength(1);
  });

  test.each([
    [siteSeriesMax, 0],
    [siteSeriesMax + 1, 1],
  ])("of %d sites %d are cut", (count, cut) => {
    const { series } = publish(nothingPublished({ sites: manySites(count), siteMetrics }));
    expect(series).toMatchObject({ cut });
    expect(series?.sites).toHaveLength(siteSeriesMax);
  });
});

describe("requests", () => {
  test("are counted by the pattern of their route, never by their path", async () => {
    const meters = createMeters(systemClock);
    const app = createPagesApp(database, "", { meters });
    const handle = countRequests((request) => app.handle(request), { meters, clock: systemClock });
    for (const path of ["/sites/1", "/sites/999999", "/sites/999999/", "/no/such/path", "/no/other"]) {
      await handle(new Request(`http://localhost${path}`));
    }
    await handle(new Request("http://localhost/sites", { method: "PROPFIND" }));
    const text = await (await handle(new Request("http://localhost/metrics"))).text();
    const requests = scraped(text)
      .get("argos_http_requests_total")
      ?.series.map(({ labels, value }): [unknown, number] => [labels, value]);
    expect(requests).toEqual([
      [{ route: "/sites/:id", method: "GET", status: "200" }, 1],
      [{ route: "/sites/:id", method: "GET", status: "404" }, 2],
      [{ route: "other", method: "GET", status: "404" }, 2],
      [{ route: "other", method: "other", status: "405" }, 1],
    ]);
    expect(text).toContain('argos_http_request_duration_seconds_count{route="/sites/:id"} 3\n');
    expect(text).not.toContain("no/such");
  });
});

const times = new Set(["age", "lag", "oldest", "lateness", "duration", "timestamp", "cpu", "start"]);

test("the names of metrics carry their units", () => {
  for (const { name, type, help } of catalogue) {
    expect(name).toMatch(/^(?:argos|process)_[a-z]+(?:_[a-z]+)*$/);
    expect(name).not.toMatch(/milli|_ms$|_minutes|_percent|_count$|_sum$|_bucket$/);
    expect(name.endsWith("_total")).toBe(type === "counter");
    const isTime = name.split("_").some((word) => times.has(word));
    expect([name, name.includes("_seconds")]).toEqual([name, isTime]);
    expect(help).toMatch(/^[A-Z].{10,}\.$/);
  }
  expect(new Set(catalogue.map((one) => one.name)).size).toBe(catalogue.length);
});
