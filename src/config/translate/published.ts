import type { Report } from "../kinds/kind.ts";
import type { SiteMetrics, StatusPage } from "../published.ts";
import type { MetricsWords } from "../words/metrics-words.ts";
import type { StatusPageWords } from "../words/status-page-words.ts";
import { says } from "../yaml/node.ts";

/** The status pages of all files. */
export function translateStatusPages(pages: ReadonlyMap<string, StatusPageWords>, report: Report): StatusPage[] {
  return [...pages].flatMap(([name, words]) => {
    const audience = audienceOf(words, report);
    if (audience === undefined) return [];
    const { title = name, match, language, show } = words;
    return [{ name, title, match, audience, language, shows: [...new Set(show)] }];
  });
}

/** Exactly one of the two must be said, so that a line left out does not publish anything. */
function audienceOf(
  { public: isPublic, key, key_file: fromFile, place }: StatusPageWords,
  report: Report,
): StatusPage["audience"] | undefined {
  const secret = key ?? fromFile;
  if (isPublic && secret !== undefined) {
    report.problem(place, "public and key are both given: choose who may read this page");
    return undefined;
  }
  if (isPublic) return { kind: "everybody" };
  if (secret !== undefined) return { kind: "key", key: secret };
  if (!says(place, "key") && !says(place, "key_file"))
    report.problem(place, "nobody could read this page: write public: true, or give it a key");
  return undefined;
}

/** Undefined where no site has series of its own. */
export function translateSiteMetrics(words: MetricsWords, report: Report): SiteMetrics | undefined {
  const { per_site: perSite, labels, match, place } = words;
  if (perSite) return { match: match ?? {}, labels: [...new Set(labels)] };
  if (match !== undefined || labels.length > 0)
    report.warning(place, "labels and match are about the series of websites: they need per_site: true");
  return undefined;
}
