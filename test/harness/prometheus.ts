import parse from "parse-prometheus-text-format";

/** A metric as a scraper understands it. */
export interface ScrapedMetric {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly series: readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[];
}

/** Reads an exposition in the format of Prometheus with a parser that is not ours; a histogram counts as its sums. */
export function scraped(text: string): ReadonlyMap<string, ScrapedMetric> {
  const families = parse(text);
  return new Map(families.map((family) => [family.name, scrapedFamily(family)]));
}

function scrapedFamily({ name, help, type, metrics }: ReturnType<typeof parse>[number]): ScrapedMetric {
  const series = metrics.map((one) => ({ labels: one.labels ?? {}, value: Number(one.value ?? one.count) }));
  return { name, help, type: type.toLowerCase(), series };
}

/** Lines of an exposition that are series: what Prometheus keeps. */
export function seriesLines(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}
