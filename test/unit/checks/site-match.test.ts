import { expect, test } from "bun:test";
import { matchesSite } from "../../../src/checks/site-match.ts";
import type { SiteMatch } from "../../../src/config/silence.ts";

const site = { domain: "https://cloud.asso.example", labels: { owner: "asso-42", tier: "gold" } };

test.each<[SiteMatch, boolean]>([
  [{}, true],
  [{ domain: "https://cloud.asso.example" }, true],
  [{ domain: "HTTPS://Cloud.ASSO.example" }, true],
  [{ domain: "https://cloud.asso.exampl" }, false],
  [{ domain: "cloud.asso.example" }, false],
  [{ domain: "*" }, true],
  [{ domain: "*cloud.asso.example" }, true],
  [{ domain: "https://*.asso.example" }, true],
  [{ domain: "https://*.asso.example*" }, true],
  [{ domain: "https://*.*.example" }, true],
  [{ domain: "https://cloud*cloud.asso.example" }, false],
  [{ domain: "*asso*asso*" }, false],
  [{ domain: "https://.loud.asso.example" }, false],
  [{ labels: { owner: "asso-42" } }, true],
  [{ labels: { owner: "ASSO-42" } }, false],
  [{ labels: { owner: "asso-*" } }, true],
  [{ labels: { owner: "asso-42", tier: "gold" } }, true],
  [{ labels: { owner: "asso-42", tier: "silver" } }, false],
  [{ labels: { missing: "*" } }, false],
  [{ labels: { constructor: "*" } }, false],
  [{ domain: "https://other.example", labels: { owner: "asso-42" } }, false],
])("%j covers the site: %p", (match, covered) => {
  expect(matchesSite(match, site)).toBe(covered);
});

test("a pattern of many stars is not slow", () => {
  const domain = `${"a".repeat(20_000)}c`;
  expect(matchesSite({ domain: `${"*a".repeat(5_000)}*b` }, { domain, labels: {} })).toBe(false);
});
