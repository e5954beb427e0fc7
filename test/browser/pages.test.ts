import { afterAll, describe, expect, test } from "bun:test";
import { accessTable } from "../../src/server/auth/access.ts";
import { startBrowser } from "../harness/browser.ts";
import { findings } from "./axe.ts";
import { explorerPaths, faultyPaths, pathsOf, samplePaths, samplesOf } from "./sample-paths.ts";
import { watch } from "./watch.ts";
import { emptyWorld, extremeWorld, ordinaryWorld, staleWorld } from "./worlds.ts";

const browser = await startBrowser();
afterAll(() => browser.close());
const worlds = {
  empty: await emptyWorld(),
  ordinary: await ordinaryWorld(),
  extreme: await extremeWorld(),
  stale: await staleWorld(),
};

const phone = { width: 360, height: 740 };
const desktop = { width: 1280, height: 900 };

test("every route that is read by GET has its sample addresses", () => {
  const routes = Object.keys(accessTable).filter((route) => /^GET \/(?!api\/|-\/)/.test(route));
  expect(Object.keys(samplePaths).sort()).toEqual(routes.sort());
});

test("every sample address answers with a page", async () => {
  const setup = samplesOf(worlds.empty, "GET /setup").map((path) => `${worlds.empty.origin}${path}`);
  const addresses = [...pathsOf(worlds.ordinary).map((path) => `${worlds.ordinary.origin}${path}`), ...setup];
  const answers = await Promise.all(
    addresses.map(async (address) => {
      const asked = { headers: { accept: "text/html" }, redirect: "manual" } as const;
      const { status, headers } = await fetch(address, asked);
      return [address, status, headers.get("content-type")];
    }),
  );
  expect(setup).toHaveLength(1);
  expect(answers.filter(([, status, type]) => status !== 200 || type !== "text/html; charset=utf-8")).toEqual([]);
});

describe.each([
  [phone, "light", true, ["ordinary", "empty"]],
  [phone, "dark", false, ["ordinary", "extreme"]],
  [desktop, "light", false, ["ordinary", "empty"]],
  [desktop, "dark", true, ["ordinary", "extreme"]],
] as const)("at %o, %s, with script %p,", (viewport, colorScheme, javaScriptEnabled, installations) => {
  test.each(installations)(
    "no page of an installation that is %s complains, asks others, or is wider than the window",
    async (name) => {
      const world = worlds[name];
      await using context = await browser.newContext({ viewport, colorScheme, javaScriptEnabled });
      const { page, complaints } = await watch(context, world.origin);
      for (const path of pathsOf(world)) {
        await page.goto(`${world.origin}${path}`);
        const tooWide = Number(await page.evaluate("document.documentElement.scrollWidth - innerWidth"));
        expect([path, tooWide, ...complaints().filter(isFault)]).toEqual([path, 0]);
      }
    },
  );
});

/** A page that says that something is not there has that status, which the console repeats. */
function isFault(complaint: string): boolean {
  return !/status of 4\d\d/.test(complaint);
}

test.each([
  ["all", phone, "light", "ordinary"],
  ["colours", phone, "dark", "ordinary"],
  ["colours", desktop, "light", "ordinary"],
  ["all", desktop, "dark", "ordinary"],
  ["all", phone, "light", "empty"],
  ["all", desktop, "dark", "stale"],
  ["all", phone, "light", "stale"],
] as const)("of %s axe finds nothing serious at %o, %s, in an installation that is %s", async (...row) => {
  const [rules, viewport, colorScheme, name] = row;
  await using context = await browser.newContext({ viewport, colorScheme, bypassCSP: true });
  const page = await context.newPage();
  const world = worlds[name];
  // The explorer is somebody else's work; a stale installation differs in its summary.
  const all = [...pathsOf(world), ...faultyPaths].filter((path) => !explorerPaths.includes(path));
  for (const path of name === "stale" ? ["/"] : all) {
    await page.goto(`${world.origin}${path}`);
    expect([path, ...(await findings(page, rules))]).toEqual([path]);
  }
});
