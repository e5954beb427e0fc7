import { catalogue, type MetricSpec } from "../src/server/metrics/catalogue.ts";

/** The page with the table of metrics between its two marks made anew; run as a script, it writes docs/metrics.md. */
export function withMetrics(page: string): string {
  const start = "<!-- tables -->";
  const end = "<!-- end of tables -->";
  const before = page.slice(0, page.indexOf(start) + start.length);
  const after = page.slice(page.indexOf(end));
  const rows = catalogue.map(row).join("\n");
  return `${before}\n\n| metric | type | labels | meaning |\n| --- | --- | --- | --- |\n${rows}\n\n${after}`;
}

function row({ name, type, labels, help, optIn }: MetricSpec): string {
  const more = optIn ? " Only with metrics.per_site." : "";
  return `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(" ")} | ${help}${more} |`;
}

if (import.meta.main) {
  const path = `${import.meta.dir}/../docs/metrics.md`;
  await Bun.write(path, withMetrics(await Bun.file(path).text()));
}
