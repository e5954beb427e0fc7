import { describe, expect, test } from "bun:test";
import { dashboardText, grafanaDashboard } from "../../../scripts/grafana-dashboard.ts";
import { catalogue } from "../../../src/server/metrics/catalogue.ts";

const dashboard = grafanaDashboard();
const panels = dashboard.panels.flatMap((panel) => ("targets" in panel ? [panel] : []));
const expressions = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));

test("packaging/grafana/argos.json is what the script makes", async () => {
  const file = Bun.file(`${import.meta.dir}/../../../packaging/grafana/argos.json`);
  expect(await file.text()).toBe(dashboardText());
});

describe("each expression", () => {
  test.each(expressions)("%s is about metrics and labels that there are", (expr) => {
    const names = expr.match(/\b(?:argos|process)_[a-z_]+/g) ?? [];
    expect(names.length).toBe(1);
    for (const name of names) {
      const spec = catalogue.find((one) => one.name === name.replace(/_bucket$/, ""));
      expect(spec?.optIn ?? spec === undefined).toBe(false);
      expect(name.endsWith("_bucket")).toBe(spec?.type === "histogram");
      const labels = [...expr.matchAll(/by \(([a-z]+)\)/g)].map(([, label]) => label ?? "");
      const known = [...(spec?.labels ?? []), ...(spec?.type === "histogram" ? ["le"] : [])];
      expect(labels.filter((label) => !known.includes(label))).toEqual([]);
      expect(expr.includes("rate(")).toBe(spec?.type !== "gauge");
    }
    expect(expr.match(/\(/g)?.length).toBe(expr.match(/\)/g)?.length);
    expect(expr).toContain('job=~"$job"');
  });
});

test("panels have an id, a place and a data source of their own, and lie on no other", () => {
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  const cells = dashboard.panels.flatMap(({ gridPos }) => {
    const { x, y, w, h } = place(gridPos);
    expect(x + w).toBeLessThanOrEqual(24);
    return Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)} ${y + Math.floor(cell / w)}`);
  });
  expect(new Set(cells).size).toBe(cells.length);
  const variables = dashboard.templating.list.map(({ name }) => name);
  expect(panels.every(({ datasource }) => variables.includes(datasource.uid.slice(1)))).toBe(true);
});

function place(gridPos: object): Record<"x" | "y" | "w" | "h", number> {
  const [x, y, w, h] = ["x", "y", "w", "h"].map((name) => Number(Reflect.get(gridPos, name)));
  return { x: x ?? Number.NaN, y: y ?? Number.NaN, w: w ?? Number.NaN, h: h ?? Number.NaN };
}
