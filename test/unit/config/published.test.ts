import { describe, expect, test } from "bun:test";
import { showConfig } from "../../../src/config/show.ts";
import { goodConfig } from "../../builders/config-files.ts";

const sites = `
websites:
  - domain: https://example.org
    checks: [{status-is: 200}]
`;
const key = "k3y-of-twenty-letters";

describe("a status page", () => {
  test("has its name for a title, and shows everything in the visitor's language, unless it is told otherwise", () => {
    const { statusPages, warnings } = goodConfig(`${sites}status_pages: {asso-42: {match: all, public: true}}`);
    expect(warnings).toEqual([]);
    expect(statusPages).toEqual([
      {
        name: "asso-42",
        title: "asso-42",
        match: {},
        audience: { kind: "everybody" },
        language: undefined,
        shows: ["sites", "incidents", "history", "maintenance"],
      },
    ]);
  });

  test("may be for those who know its key, which is never shown", () => {
    const config = goodConfig(
      `${sites}status_pages: {a: {match: {labels: {owner: a}}, key: ${key}, title: Ours, language: fr, show: [sites, sites]}}`,
    );
    const [page] = config.statusPages;
    expect(page).toMatchObject({ title: "Ours", language: "fr", shows: ["sites"], match: { labels: { owner: "a" } } });
    expect(page?.audience.kind === "key" && page.audience.key.reveal()).toBe(key);
    expect(showConfig(config)).not.toContain(key);
  });

  test.each([
    ["a".repeat(20), true],
    ["a".repeat(200), true],
    ["a".repeat(19), false],
    ["a".repeat(201), false],
  ])("takes %p as a key: %p", (text, taken) => {
    const load = () => goodConfig(`${sites}status_pages: {a: {match: all, key: ${text}}}`);
    if (taken) expect(load().statusPages).toHaveLength(1);
    else expect(load).toThrow();
  });

  test("may stand in an included file, each name in one of them", () => {
    const files = {
      "argos.yaml": `${sites}include: [conf.d/*.yaml]\nstatus_pages: {a: {match: all, public: true}}`,
      "conf.d/b.yaml": "status_pages: {b: {match: all, public: true}}",
    };
    expect(goodConfig(files).statusPages.map((page) => page.name)).toEqual(["a", "b"]);
    const twice = { ...files, "conf.d/c.yaml": "status_pages: {b: {match: all, public: true}}" };
    expect(() => goodConfig(twice)).toThrow('a status page "b" stands elsewhere too');
  });
});

describe("metrics", () => {
  test("have no series of single sites unless they are asked for", () => {
    expect(goodConfig(sites).siteMetrics).toBeUndefined();
    expect(goodConfig(`${sites}metrics: {per_site: true}`).siteMetrics).toEqual({ match: {}, labels: [] });
  });

  test("may be of some sites, with some of their labels", () => {
    const written = "metrics: {per_site: true, labels: [owner, owner], match: {domain: '*.org'}}";
    const { siteMetrics } = goodConfig(`${sites}${written}`);
    expect(siteMetrics).toEqual({ labels: ["owner"], match: { domain: "*.org" } });
  });

  test("that say of which sites, and not that they are wanted, are told so", () => {
    expect(goodConfig(`${sites}metrics: {labels: [owner]}`).warnings).toEqual([
      "argos.yaml:5:10: labels and match are about the series of websites: they need per_site: true",
    ]);
  });
});
