import { describe, expect, test } from "bun:test";
import { Secret } from "../../../src/base/secrets/secret.ts";
import { findPage, parseFormedName } from "../../../src/server/published/find-page.ts";
import { createPublicIds } from "../../../src/server/published/public-ids.ts";
import { followPublished, publish } from "../../../src/server/published/publish.ts";
import { aStatusPage, nothingPublished } from "../../builders/published.ts";
import { aSite } from "../../builders/site.ts";

const key = "0123456789abcdefghij";
const published = publish(
  nothingPublished({
    statusPages: [
      aStatusPage({ name: "open" }),
      aStatusPage({ name: "shut", audience: { kind: "key", key: new Secret(key) } }),
    ],
  }),
);

test.each([
  ["open", undefined, true],
  ["open", key, false],
  ["shut", undefined, false],
  ["shut", "", false],
  ["shut", key, true],
  ["shut", `${key} `, false],
  ["shut", key.toUpperCase(), false],
  ["none", undefined, false],
  ["none", key, false],
  ["constructor", undefined, false],
] as const)("the page %s with the key %p is found: %p", (name, shown, found) => {
  expect(findPage(published, { name, key: shown }) !== undefined).toBe(found);
});

test.each([
  ["asso", "asso", "html"],
  ["asso.json", "asso", "json"],
  ["asso.json.svg", "asso.json", "svg"],
  ["asso.txt", "asso.txt", "html"],
  [".atom", "", "atom"],
] as const)("%s is %s as %s", (text, name, form) => {
  expect(parseFormedName(text)).toEqual({ name, form });
});

describe("what is published", () => {
  const sites = [
    aSite({ domain: "https://b.test", labels: { owner: "x" } }),
    aSite({ domain: "https://a.test", labels: { owner: "x", __proto__x: "y" } }),
    aSite({ domain: "https://c.test" }),
  ];
  const statusPages = [
    aStatusPage({ name: "x", match: { labels: { owner: "*" } }, audience: { kind: "key", key: new Secret(key) } }),
    aStatusPage({ name: "c", match: { domain: "C.test" } }),
  ];

  test("is found by name, in the order of domains; only pages for everybody make a site public", () => {
    const { sitesOf, isPublic, has } = publish(nothingPublished({ sites, statusPages }));
    expect(sitesOf({ labels: { owner: "*" } }).map(({ domain }) => domain)).toEqual([
      "https://a.test",
      "https://b.test",
    ]);
    expect(sites.map(({ domain }) => isPublic(domain))).toEqual([false, false, true]);
    expect([isPublic("https://d.test"), has("https://a.test"), has("a.test")]).toEqual([false, true, false]);
  });

  test.each([
    [{}, ["a", "b", "c"]],
    [{ labels: { owner: "x" } }, ["a", "b"]],
    [{ labels: { owner: "X" } }, []],
    [{ labels: { own: "erx" } }, []],
    [{ labels: { owner: "x" }, domain: "*.test" }, ["a", "b"]],
    [{ labels: { owner: "x" }, domain: "https://B.test" }, ["b"]],
    [{ domain: "C.test" }, ["c"]],
    [{ domain: "https://c.test" }, ["c"]],
    [{ domain: "http://c.test" }, []],
    [{ domain: "http*://?.test" }, []],
    [{ domain: "https://*" }, ["a", "b", "c"]],
  ])("the sites of %j are %j", (match, found) => {
    const { sitesOf } = publish(nothingPublished({ sites }));
    expect(sitesOf(match).map(({ domain }) => domain.slice(8, 9))).toEqual(found);
  });

  test("is found again after a reload, and only then", () => {
    let config = nothingPublished({ sites });
    const follow = followPublished(() => config);
    expect(follow()).toBe(follow());
    expect(follow().siteCount).toBe(3);
    config = nothingPublished();
    expect(follow().siteCount).toBe(0);
  });
});

test("names for people outside stay, and differ by scope, thing and key", () => {
  const [ids, others] = [1, 2].map((byte) => createPublicIds(new Uint8Array(32).fill(byte)));
  const names = [ids?.("a", "b"), ids?.("a", "c"), ids?.("b", "b"), ids?.("ab", ""), others?.("a", "b")];
  expect(new Set(names).size).toBe(5);
  expect(ids?.("a", "b")).toBe(names[0]);
  for (const name of names)
    expect(name).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
