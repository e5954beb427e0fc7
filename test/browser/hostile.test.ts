import { afterAll, describe, expect, test } from "bun:test";
import { cleanText } from "../../src/base/clean-text.ts";
import type { Sql } from "../../src/db/pool.ts";
import { agentsMax } from "../../src/store/agents.ts";
import { startBrowser } from "../harness/browser.ts";
import { hostileStrings } from "./hostile-strings.ts";
import { countHits, inspectDocuments, inspectPage, readable } from "./inspect.ts";
import { explorerPaths, pathsOf } from "./sample-paths.ts";
import { watch } from "./watch.ts";
import { storyWorlds, type World } from "./worlds.ts";

/** Pages that are open at once. */
const tabs = 4;
/** Pages of a list that are followed at most. */
const listPagesMax = 20;

const browser = await startBrowser();
afterAll(() => browser.close());
const stored = await storyWorlds(hostileStrings);
const worlds = stored.map((world, index): readonly [string, World] => [hostileStrings[index] ?? "", world]);
const origin = stored[0]?.origin ?? "";

test("there are 200 hostile strings, each another", () => {
  expect(hostileStrings).toHaveLength(200);
  expect(new Set(hostileStrings).size).toBe(200);
});

describe("what is looked for is found:", () => {
  test.each([
    ["<p><script>alert(1)</script></p>"],
    ["<header></header><img src=/x>"],
    ["<p onclick=alert(1)>x"],
    ["<p style=color:red>x"],
    ["<a href=javascript:alert(1)>x</a>"],
    ["<a href=//example.org>x</a>"],
    ["<svg><animate></svg>"],
    ["<meta http-equiv=refresh>"],
  ])("%s is foreign", async (html) => {
    await using context = await browser.newContext();
    const [seen] = await inspectDocuments(await context.newPage(), [`<!doctype html>${html}`]);
    expect(seen?.foreign).toHaveLength(1);
  });

  test("what runs is counted, and what the policy forbids is complained of", async () => {
    await using context = await browser.newContext();
    const hits = await countHits(context);
    const { page, complaints } = await watch(context, origin);
    await page.goto(`${origin}/`);
    const complained = page.waitForEvent("console", (message) => message.text().includes("Content Security Policy"));
    await page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=alert(1)>')");
    await complained;
    expect(complaints().join("\n")).toContain("Content Security Policy");
    expect(hits()).toBe(0);
    await page.evaluate("alert(1)");
    expect(hits()).toBe(1);
  });
});

/** Addresses that show lists of everything, whatever the story. */
const lists = pathsOf(stored[0] ?? fail()).filter(
  (path) => path !== "/account" && stored.every((world) => pathsOf(world).includes(path)),
);

/** Lists that have a row for each of the 200, on however many pages. */
const listsOfAll = [
  "/sites",
  "/incidents",
  "/notifications?state=dead",
  "/certificates",
  "/silences?state=over",
  "/configuration",
  "/audit",
];

describe("each of the 200 is text", () => {
  test("on every page of every list, where none runs and none is complained of", async () => {
    await using context = await browser.newContext();
    const { page, complaints } = await watch(context, origin);
    const read = new Map<string, string>();
    for (const list of lists.filter((path) => !explorerPaths.includes(path))) {
      let path: string | undefined = list;
      for (let count = 0; path !== undefined && count < listPagesMax; count += 1) {
        await page.goto(`${origin}${path}`);
        const { foreign, text } = await inspectPage(page);
        expect([path, ...foreign, ...complaints()]).toEqual([path]);
        read.set(list, `${read.get(list) ?? ""} ${text}`);
        const next: unknown = await page.evaluate("document.querySelector('a[rel=next]')?.getAttribute('href')");
        path = typeof next === "string" ? next : undefined;
      }
    }
    for (const list of listsOfAll) {
      expect([list, ...missingIn(read.get(list) ?? "")]).toEqual([list]);
    }
  });

  test("in the list of agents, which shows those heard of last", async () => {
    await using context = await browser.newContext();
    const page = await context.newPage();
    let read = "";
    for (const _part of Array.from({ length: hostileStrings.length / agentsMax })) {
      await page.goto(`${origin}/agents`);
      const { foreign, text } = await inspectPage(page);
      expect(foreign).toEqual([]);
      read = `${read} ${text}`;
      await stored[0]?.database.run(forgetListedAgents);
    }
    expect(missingIn(read)).toEqual([]);
  });

  test("on every page about one thing, as the parser of the browser reads them", async () => {
    await using context = await browser.newContext();
    const page = await context.newPage();
    const asked = worlds.flatMap(([text, world]) =>
      pathsOf(world)
        .filter((path) => !lists.includes(path))
        .map((path) => ({ text, path, cookie: world.cookie })),
    );
    expect(asked.length).toBeGreaterThanOrEqual(200 * 10);
    for (let from = 0; from < asked.length; from += 100) {
      const some = asked.slice(from, from + 100);
      const documents = await Promise.all(
        some.map(async ({ path, cookie }) => await (await fetch(`${origin}${path}`, { headers: { cookie } })).text()),
      );
      const seen = await inspectDocuments(page, documents);
      for (const [index, { text, path }] of some.entries()) {
        expect([path, ...(seen[index]?.foreign ?? ["nothing"])]).toEqual([path]);
        expect(seen[index]?.text).toContain(readable(text));
      }
    }
  });

  test("on the pages that open with it, where nothing holds it back but how it is written", async () => {
    await using context = await browser.newContext({ bypassCSP: true });
    const hits = await countHits(context);
    const opened = worlds.flatMap(
      ([text, { story }]) =>
        [
          [text, `/incidents/${story.incidentId}`],
          [text, `/sites?search=${encodeURIComponent(text)}`],
        ] as const,
    );
    const inTab = async (tab: number) => {
      const { page, complaints } = await watch(context, origin);
      for (const [text, path] of opened.filter((_, index) => index % tabs === tab)) {
        await page.goto(`${origin}${path}`);
        const { foreign, text: read } = await inspectPage(page);
        expect([path, ...foreign, ...complaints()]).toEqual([path]);
        // A search is cleaned as what is stored is.
        expect(read).toContain(readable(path.includes("?search=") ? cleanText(text, 200) : text));
      }
    };
    await Promise.all(Array.from({ length: tabs }, (_, tab) => inTab(tab)));
    expect(hits()).toBe(0);
  });
});

/** As if nothing had been heard for a day of the agents that are listed now. */
async function forgetListedAgents(sql: Sql): Promise<void> {
  await sql`
    update agent
    set last_seen_at = last_seen_at - interval '1 day'
    where id in (select id from agent order by last_seen_at desc limit ${agentsMax})`;
}

function missingIn(text: string): string[] {
  return hostileStrings.filter((one) => !text.includes(readable(one)));
}

function fail(): never {
  throw new Error("nothing was stored");
}
