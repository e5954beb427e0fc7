import { list } from "../kinds/collection-kinds.ts";
import { checked } from "../kinds/kind.ts";
import { boolean } from "../kinds/scalar-kinds.ts";
import { defaulted, optional, type Section, section } from "../kinds/section.ts";
import { filledText } from "../kinds/text-kinds.ts";
import { match } from "./match-words.ts";

const labelsMax = 10;

/** Names that Prometheus keeps for itself, and those that the series have anyway. */
const reserved = /^(?:__.*|site|severity|job|instance|le|quantile)$/;

const label = checked(filledText, (value, written) => {
  if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(value))
    return `${written()} cannot be a label of Prometheus: letters, digits and _ only, and no digit first`;
  return reserved.test(value)
    ? `${written()} has a meaning of its own for Prometheus: choose another label`
    : undefined;
});

/** The section `metrics`. */
export const metrics = section({
  per_site: defaulted(boolean, false, {
    written: "false",
    doc: "Give /metrics a series for each website, at most 20,000, beside the sums.",
  }),
  labels: defaulted(list(label, { max: labelsMax }), [], {
    written: "none",
    doc: "Labels of the websites that these series have too.",
  }),
  match: optional(match, "The websites that have series; otherwise all."),
});

export type MetricsWords = Section<typeof metrics.fields>;
