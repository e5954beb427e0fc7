import { expect, test } from "bun:test";
import { runningConfig } from "../../../src/config/running.ts";
import { goodConfig } from "../../builders/config-files.ts";

const loaded = goodConfig(`
websites:
  - {domain: https://a.test, labels: {owner: x}, paths: [{path: /, checks: [{status-is: 200}]}, {path: /b, checks: [{status-is: 200}]}]}
  - {domain: https://b.test, checks: [{status-is: 200}]}
`);

test("a server that runs keeps the names and labels of sites and how many targets there are, not what they are", () => {
  const { sites, targetCount } = runningConfig(loaded);
  expect(sites).toEqual([
    { domain: "https://a.test", labels: { owner: "x" } },
    { domain: "https://b.test", labels: {} },
  ]);
  expect(targetCount).toBe(loaded.sites.flatMap((site) => site.targets).length);
  expect(targetCount).toBeGreaterThan(2);
});

test("everything else of the configuration stays as it is", () => {
  const { sites: _sites, ...settings } = loaded;
  expect(runningConfig(loaded)).toMatchObject(settings);
});
