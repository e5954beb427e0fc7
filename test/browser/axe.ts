import axe from "axe-core";
import type { Page } from "playwright-core";

interface Violation {
  readonly id: string;
  readonly impact?: unknown;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: unknown }[];
}

/** All that axe knows, or what may differ between a light and a dark page: two thirds of the time. */
export type Rules = "all" | "colours";

/** What axe finds in a page that is serious or critical, as texts; the page's context must bypass the policy of content. */
export async function findings(page: Page, rules: Rules): Promise<string[]> {
  await page.evaluate(axe.source);
  const only = rules === "colours" ? ", runOnly: ['color-contrast', 'link-in-text-block']" : "";
  const violations = violationsOf(await page.evaluate(`axe.run({ resultTypes: ['violations']${only} })`));
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, help, nodes }) =>
        `${id}: ${help}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join("\n")}`,
    );
}

/** Axe documents its results so (`axe.AxeResults`). */
function violationsOf(results: unknown): readonly Violation[] {
  const violations: unknown = typeof results === "object" && results !== null ? Reflect.get(results, "violations") : [];
  if (!Array.isArray(violations)) throw new Error("axe gave no results");
  return violations;
}
