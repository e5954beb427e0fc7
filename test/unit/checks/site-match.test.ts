import { expect, test } from "bun:test";
import fc from "fast-check";
import { matchesSite } from "../../../src/checks/site-match.ts";

const site = { domain: "https://www.asso.example:8443", labels: { owner: "asso-42", kind: "Cloud", empty: "" } };

test.each([
  ["https://www.asso.example:8443", true],
  ["HTTPS://WWW.Asso.example:8443", true],
  ["https://www.asso.example", false],
  ["https://www.asso.example:844", false],
  ["https://www.asso.example:84433", false],
  ["http://www.asso.example:8443", false],
  ["www.asso.example:8443", true],
  ["WWW.asso.example:8443", true],
  ["asso.example:8443", false],
  ["*.asso.example:8443", true],
  ["*.ASSO.example:*", true],
  ["https://*.asso.example:8443", true],
  ["https://*.asso.example", false],
  ["http*://*", true],
  ["*://www.*", true],
  ["*", true],
  ["**", true],
  ["", false],
  ["https://www.asso.example:8443*", true],
  ["*https://www.asso.example:8443", true],
  ["www*www.asso.example:8443", false],
  ["www.asso*asso.example:8443", false],
  ["w*w*w*.*8443", true],
  ["w*w*w*w*.*8443", false],
  ["www.asso.example:844*3", true],
  ["www.asso.example:8443*3", false],
  [".*", false],
  ["www?asso.example:8443", false],
])("whether the domain %j matches a site: %p", (domain, matches) => {
  expect(matchesSite({ domain }, site)).toBe(matches);
});

test.each([
  [{}, true],
  [{ owner: "asso-42" }, true],
  [{ owner: "asso-*" }, true],
  [{ owner: "ASSO-42" }, false],
  [{ owner: "asso-4" }, false],
  [{ owner: "*", kind: "Cl*d" }, true],
  [{ owner: "asso-42", kind: "wiki" }, false],
  [{ absent: "*" }, false],
  [{ empty: "" }, true],
  [{ empty: "*" }, true],
  [{ constructor: "*" }, false],
  [{ toString: "*" }, false],
])("whether the labels %j match a site: %p", (labels, matches) => {
  expect(matchesSite({ labels }, site)).toBe(matches);
});

test("domain and labels must both match, and nothing given matches every site", () => {
  expect(matchesSite({ domain: "*.example:8443", labels: { kind: "Cloud" } }, site)).toBe(true);
  expect(matchesSite({ domain: "*.example:8443", labels: { kind: "cloud" } }, site)).toBe(false);
  expect(matchesSite({ domain: "*.test", labels: { kind: "Cloud" } }, site)).toBe(false);
  expect(matchesSite({}, { domain: "", labels: {} })).toBe(true);
});

test("patterns match what the same regular expression matches", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b", "*", "."), maxLength: 12 });
  fc.assert(
    fc.property(letters, letters, (pattern, text) => {
      const expression = pattern
        .split("*")
        .map((part) => part.replaceAll(".", "\\."))
        .join(".*");
      const expected = new RegExp(`^${expression}$`).test(text);
      expect(matchesSite({ labels: { x: pattern } }, { domain: "", labels: { x: text } })).toBe(expected);
    }),
    { numRuns: 5000, seed: 1 },
  );
});

test.each([
  "bücher.example",
  "BÜCHER.example.",
  "xn--bcher-kva.example",
  "https://bücher.example:443/",
  "*.example",
  "b*.example",
])("the domain %s is compared in the form of the site's", (domain) => {
  const site = { domain: "https://xn--bcher-kva.example", labels: {} };
  expect(matchesSite({ domain }, site)).toBe(!domain.startsWith("b*"));
});
