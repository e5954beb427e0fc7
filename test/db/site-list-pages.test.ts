import { beforeAll, describe, expect, test } from "bun:test";
import { reasons } from "../../src/checks/reason.ts";
import { aListedCheck, aListedSite, storeListedSites } from "../builders/listed-site.ts";
import { testDatabase } from "../harness/database.ts";
import { foreignTags, mainOf, textOf } from "../harness/markup.ts";
import { openApp } from "../harness/pages.ts";

const { database } = await testDatabase();
const get = openApp(database);
const empty = await testDatabase();

const failing = aListedCheck({ reason: "timeout" });
const hostileValue = `</option><script>alert(1)</script>\u202E: "x"`;
const fiftyLabels = Object.fromEntries(
  Array.from({ length: 50 }, (_, index) => [`label-${index}-${"n".repeat(450)}`, `${index}-${"v".repeat(450)}`]),
);

beforeAll(async () => {
  await storeListedSites(database, [
    ...Array.from({ length: 120 }, (_, index) =>
      aListedSite({
        domain: `https://shop-${String(index).padStart(3, "0")}.test`,
        labels: { team: index % 2 === 0 ? "Équipe web" : "ops", customer: `c${index}` },
        targets: [[failing]],
      }),
    ),
    aListedSite({ domain: "https://xn--bcher-kva.test", labels: { "a:b": hostileValue } }),
    aListedSite({
      domain: `https://${"long.".repeat(97)}test`,
      labels: fiftyLabels,
      targets: Array.from({ length: 200 }, () => [failing, failing]),
    }),
  ]);
});

/** The address of the next page; undefined on the last one. */
function nextOf(html: string): string | undefined {
  return /<a rel="next" href="([^"]+)"/.exec(html)?.[1]?.replaceAll("&amp;", "&");
}

const everything = "search=SHOP+equipe&severity=not-ok&label=team%3A%C3%89quipe+web&reason=timeout&sort=worst";

describe("a list that is filtered in every way", () => {
  test("keeps what was asked for in its form", async () => {
    const { text } = await get(`/sites?${everything}`);
    expect(text).toContain(`value="SHOP equipe"`);
    expect(text).toContain(`value="team:Équipe web"`);
    for (const chosen of ["not-ok", "timeout", "worst"]) {
      expect(text).toMatch(new RegExp(`<option value="${chosen}" selected>|<option selected value="${chosen}">`));
    }
    expect(textOf(text)).toContain("60 sites");
  });

  test("keeps it on the next page and on the way back", async () => {
    const next = nextOf((await get(`/sites?${everything}`)).text) ?? "";
    for (const [name, value] of new URLSearchParams(everything)) {
      expect(new URLSearchParams(next.split("?")[1]).get(name)).toBe(value);
    }
    const { text } = await get(next);
    expect([...text.matchAll(/href="\/sites\/\d+"/g)].length).toBe(10);
    const back = /<nav class="paging"[^>]*><a href="([^"]+)"/.exec(text)?.[1]?.replaceAll("&amp;", "&");
    expect(back).toBe(`/sites?${everything}`);
  });
});

test("a list in which nothing matches offers each condition to be left out, and all sites", async () => {
  const { text } = await get(`/sites?${everything}&search=nowhere`.replace("search=SHOP+equipe&", ""));
  const words = textOf(text);
  expect(words).toContain("No site matches");
  const links = [...text.matchAll(/<li><a href="([^"]+)"/g)].map((match) => match[1]?.replaceAll("&amp;", "&"));
  expect(links.length).toBe(5);
  const [withoutSearch] = links;
  expect(withoutSearch).not.toContain("nowhere");
  expect(textOf((await get(withoutSearch ?? "")).text)).toContain("60 sites");
  expect(links.at(-1)).toBe("/sites");
});

test("a label that is not written as one is explained", async () => {
  expect((await get("/sites?label=web")).text).toContain("A label is written as name:value");
});

test("an installation without sites is told how to add some, and has no form", async () => {
  const { text } = await openApp(empty.database)("/sites");
  expect(text).toContain("No site is watched yet.");
  expect(mainOf(text)).not.toContain("<form");
});

test("the form offers labels, short ones, and every reason but that all is well", async () => {
  const { text } = await get("/sites");
  const offered = [...text.matchAll(/<datalist[^>]*>(.*?)<\/datalist>/gs)].map((match) => match[1]).join();
  expect(textOf(text)).toContain("122 sites");
  expect(offered).toContain(`value="team:ops"`);
  expect(offered).not.toContain("label-1-");
  expect(offered.match(/customer:/g)?.length).toBe(20);
  expect(text.match(/<option value="[a-z-]+"[^>]*>/g)?.length).toBe(reasons.length - 1 + 5 + 2);
});

test.each(["bücher", "BUCHER", "xn--bcher", "https://xn--bcher-kva.test/path"])(
  "an international domain is found as %s, and shown as people read it and as it is written",
  async (search) => {
    const words = textOf((await get(`/sites?search=${encodeURIComponent(search)}`)).text);
    expect(words).toContain("https://bücher.test https://xn--bcher-kva.test");
  },
);

test("a site of 200 targets, 50 long labels and a domain of 500 characters is a page, whose labels lead to lists", async () => {
  const list = await get("/sites?search=long.long");
  const path = /href="(\/sites\/\d+)"/.exec(list.text)?.[1] ?? "";
  const { text, status } = await get(path);
  expect(status).toBe(200);
  expect(text.match(/<section class="target">/g)?.length).toBe(200);
  expect(foreignTags(text)).toEqual([]);
  const labels = [...text.matchAll(/href="(\/sites\?label=[^"]+)"/g)].map((match) => match[1] ?? "");
  expect(labels.length).toBe(50);
  for (const label of labels.slice(0, 3)) expect((await get(label)).text).toContain(`href="${path}"`);
});

test("a hostile label leads from its site to the list of those that have it", async () => {
  const path = /href="(\/sites\/\d+)"/.exec((await get("/sites?search=bücher")).text)?.[1] ?? "";
  const label = /href="(\/sites\?label=[^"]+)"/.exec((await get(path)).text)?.[1] ?? "";
  const { text } = await get(label);
  expect(foreignTags(text)).toEqual([]);
  expect(text).toContain(`href="${path}"`);
  expect(textOf(text)).toContain("1 site");
});
