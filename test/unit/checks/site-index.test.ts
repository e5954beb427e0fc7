import { expect, test } from "bun:test";
import fc from "fast-check";
import { indexBySite } from "../../../src/checks/site-index.ts";
import { matchesSite } from "../../../src/checks/site-match.ts";
import type { SiteMatch } from "../../../src/config/silence.ts";

const domains = ["https://a.example", "https://A.example", "http://a.example", "a.example", "*.example", "*"];
const values = ["", "1", "2", "*", "1*"];

const aMatch: fc.Arbitrary<SiteMatch> = fc
  .record({ domain: fc.option(fc.constantFrom(...domains)), x: fc.option(fc.constantFrom(...values)), y: fc.boolean() })
  .map(({ domain, x, y }) => ({
    ...(domain !== null && { domain }),
    ...((x !== null || y) && { labels: { ...(x !== null && { x }), ...(y && { y: "1" }) } }),
  }));

const aSite = fc.record({
  domain: fc.constantFrom("https://a.example", "http://a.example", "https://b.example", "a.example", ""),
  labels: fc.dictionary(fc.constantFrom("x", "y", "toString"), fc.constantFrom("", "1", "2"), {
    noNullPrototype: true,
  }),
});

test("an index finds what trying one after the other finds, in the same order", () => {
  fc.assert(
    fc.property(fc.array(aMatch, { maxLength: 12 }), aSite, (matches, site) => {
      const things = matches.map((match, position) => ({ match, position }));
      expect(indexBySite(things)(site)).toEqual(things.filter(({ match }) => matchesSite(match, site)));
    }),
    { numRuns: 3000, seed: 1 },
  );
});

test("things with a whole domain or label are not tried for other sites", () => {
  let tried = 0;
  const things = Array.from({ length: 1000 }, (_, index) => ({
    get match() {
      tried++;
      return index % 2 === 0 ? { domain: `https://site${index}.example` } : { labels: { owner: `o${index}` } };
    },
  }));
  const find = indexBySite(things);
  tried = 0;
  expect(find({ domain: "https://site10.example", labels: { owner: "o11" } })).toHaveLength(2);
  expect(tried).toBe(2);
});
