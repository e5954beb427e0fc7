import { expect, test } from "bun:test";
import { createLinks } from "../../../src/server/links.ts";

test.each([
  ["", "/", "/sites?search=a%26b", "/sites/3", "/assets/x.css"],
  ["/argos", "/argos/", "/argos/sites?search=a%26b", "/argos/sites/3", "/argos/assets/x.css"],
  ["/argos/", "/argos/", "/argos/sites?search=a%26b", "/argos/sites/3", "/argos/assets/x.css"],
])("below %p the summary is at %s", (rootPath, summary, sites, site, asset) => {
  const links = createLinks(rootPath);
  expect(links.summary()).toBe(summary);
  expect(links.sites({ search: "a&b", severity: undefined, cursor: "" })).toBe(sites);
  expect(links.site(3)).toBe(site);
  expect(links.asset("x.css")).toBe(asset);
  expect(links.act("silence", 7)).toBe(`${summary}act/silence/7`);
  expect([links.incident(7), links.api("/messages/7/replay")]).toEqual([
    site.replace("sites/3", "incidents/7"),
    site.replace("sites/3", "api/v1/messages/7/replay"),
  ]);
});
