import { InvalidArgumentError } from "commander";
import type { SiteMatch } from "../config/silence.ts";

const labelPrefix = "label.";

/** Adds one `--match domain=…` or `--match label.NAME=…` to those before it. */
export function collectMatch(text: string, before: SiteMatch = {}): SiteMatch {
  const equals = text.indexOf("=");
  const [name, value] = [text.slice(0, Math.max(0, equals)), text.slice(equals + 1)];
  if (name === "domain") {
    if (before.domain !== undefined) throw new InvalidArgumentError("The domain is given twice; a pattern may hold *.");
    return { ...before, domain: value };
  }
  const label = name.startsWith(labelPrefix) ? name.slice(labelPrefix.length) : "";
  if (label === "") throw new InvalidArgumentError("It must be domain=… or label.NAME=….");
  if (Object.hasOwn(before.labels ?? {}, label))
    throw new InvalidArgumentError(`The label ${label} is given twice; a value may hold *.`);
  return { ...before, labels: { ...before.labels, [label]: value } };
}
