import type { Expectation } from "../check.ts";
import { list } from "../kinds/collection-kinds.ts";
import { type Kind, type Report, shown } from "../kinds/kind.ts";
import { integer } from "../kinds/scalar-kinds.ts";
import { defaulted, optional, section } from "../kinds/section.ts";
import { filledText, webUrl } from "../kinds/text-kinds.ts";
import type { MapNode, Node, ScalarNode } from "../yaml/node.ts";
import type { Rule } from "./check-values.ts";

type Ranges = Extract<Expectation, { kind: "http-to-https" }>["statuses"];

const anyRedirect: Ranges = [[300, 399]];
const status = integer({ min: 100, max: 999 });
const statuses = list(status, { min: 1, max: 100 });

const details = section({
  start: defaulted(status, 300, { written: "300", doc: "The first status that passes." }),
  stop: defaulted(integer({ min: 101, max: 1000 }), 400, {
    written: "400",
    doc: "The status after the last that passes.",
  }),
  host: optional(filledText, "The host that Location must name, when it is not the host asked."),
  url: optional(webUrl, "The http:// URL to ask, when it is not the path's own with another scheme."),
});

/** `true`, a status, a list of statuses, or a map: `{start, stop, host, url}`. */
export const redirectRule: Kind<Rule> = {
  words: "true, a status, a list of statuses, or a map",
  get schema() {
    return { anyOf: [{ const: true }, status.schema, statuses.schema, details.schema] };
  },
  parse(node, report) {
    if (node.kind === "map") return parseDetails(node, report);
    const ranges = node.kind === "list" ? rangesOf(node, report) : rangeOf(node, report);
    return ranges && { kind: "redirect", expect: { kind: "http-to-https", statuses: ranges } };
  },
};

function rangesOf(node: Node, report: Report): Ranges | undefined {
  return statuses.parse(node, report)?.map((one) => [one, one] as const);
}

function rangeOf(node: Node, report: Report): Ranges | undefined {
  if (node.kind !== "scalar") return undefined;
  if (isTrue(node)) return anyRedirect;
  const one = typeof node.value === "number" || /^\d+$/.test(node.text) ? status.parse(node, report) : undefined;
  if (one === undefined) {
    if (typeof node.value !== "number") report.problem(node, `expected ${redirectRule.words}, found ${shown(node)}`);
    return undefined;
  }
  if (one >= 300 && one <= 399) return [[one, one]];
  report.warning(node, `${one} is not a redirect: any status from 300 to 399 passes instead, as in the original`);
  return anyRedirect;
}

function isTrue(node: ScalarNode): boolean {
  return ["true", "yes", "on"].includes(node.text.toLowerCase());
}

function parseDetails(node: MapNode, report: Report): Rule | undefined {
  const found = details.parse(node, report);
  if (found === undefined) return undefined;
  const { start, stop, host, url } = found;
  if (stop <= start) report.problem(node, `stop (${stop}) must be over start (${start}): it is the first that fails`);
  if (url !== undefined && url.protocol !== "http:") report.problem(node, "the url must start with http://");
  const hostName = host === undefined ? undefined : hostOf(host);
  if (host !== undefined && hostName === undefined) report.problem(node, "the host is not a host name");
  return {
    kind: "redirect",
    expect: { kind: "http-to-https", statuses: [[start, stop - 1]], ...(hostName && { host: hostName }) },
    ...(url && { url: url.href }),
  };
}

/** The host as a URL would hold it, so that it compares with the one in `Location`. */
function hostOf(written: string): string | undefined {
  const url = URL.parse(`https://${written}/`);
  return url !== null && url.pathname === "/" && url.search === "" && url.username === "" ? url.host : undefined;
}
