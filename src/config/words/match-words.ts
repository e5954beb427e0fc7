import { canonicalDomain } from "../../base/canonical-domain.ts";
import { mapOf } from "../kinds/collection-kinds.ts";
import { checked, type Kind, shapeOf } from "../kinds/kind.ts";
import { text } from "../kinds/scalar-kinds.ts";
import { optional, section } from "../kinds/section.ts";
import { filledText, urlMax } from "../kinds/text-kinds.ts";
import type { SiteMatch } from "../silence.ts";
import { isEmpty, type MapNode } from "../yaml/node.ts";
import { domain } from "./website-words.ts";

const patternText = checked(filledText, (value, written) => {
  const rest = value.replace(/^[^/]*:\/\//, "").replace(/\/$/, "");
  if (value.length > urlMax) return `this pattern is longer than ${urlMax} characters`;
  if (/\s/.test(value)) return `${written()} holds a space: a domain has none`;
  return rest.includes("/") ? `${written()} is more than a domain: leave the path out` : undefined;
});

/** A domain as websites have it, or a pattern; without a scheme, of either. */
const domainPattern: Kind<string> = {
  words: "a domain; * stands for anything",
  schema: { type: "string", examples: ["https://*.asso.example", "*.asso.example"] },
  parse(node, report) {
    const pattern = patternText.parse(node, report);
    if (pattern === undefined) return undefined;
    const isWhole = pattern.includes("://") && !pattern.includes("*");
    return isWhole ? domainOf(domain.parse(node, report)) : canonicalDomain(pattern);
  },
};

function domainOf(url: URL | undefined): string | undefined {
  return url === undefined ? undefined : canonicalDomain(url.origin);
}

const matchSection = section({
  domain: optional(domainPattern, "The domain; * stands for anything. Without https:// or http://, sites with either."),
  labels: optional(mapOf(text), "Labels that the website must have, all of them; * stands for anything in a value."),
});

/** Which sites something is about; `all` must be said, so that a line left out does not mean every site. */
export const match: Kind<SiteMatch> = {
  words: "all, or a section",
  item: matchSection,
  schema: { anyOf: [{ const: "all" }, matchSection.schema] },
  parse(node, report) {
    if (node.kind === "scalar" && node.text === "all") return {};
    if (node.kind !== "map") {
      report.problem(node, `expected all, or domain and labels, found ${shapeOf(node)}`);
      return undefined;
    }
    const words = matchSection.parse(node, report);
    if (words === undefined) return undefined;
    const { domain, labels = {} } = words;
    const hasLabels = Object.keys(labels).length > 0;
    if (domain === undefined && !hasLabels) {
      if (saysNothing(words.place))
        report.problem(node, "this matches nothing: give domain or labels, or write match: all");
      return undefined;
    }
    return { ...(domain !== undefined && { domain }), ...(hasLabels && { labels }) };
  },
};

/** Whether nothing stands here that was wrong, and so reported. */
function saysNothing({ entries }: MapNode): boolean {
  return entries.every(({ key, value }) => isEmpty(value) || (key === "labels" && value.kind === "map"));
}
