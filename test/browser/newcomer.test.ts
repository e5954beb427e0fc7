import { afterAll, describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { startBrowser } from "../harness/browser.ts";
import { follow } from "./follow.ts";
import { ordinaryWorld } from "./worlds.ts";

const browser = await startBrowser();
afterAll(() => browser.close());
const { origin } = await ordinaryWorld();

/** An instant with its day. */
const start = /\d{4}-\d\d-\d\d \d\d:\d\d/;

describe.each([[{ width: 360, height: 740 }], [{ width: 1280, height: 900 }]])(
  "a newcomer at %o, without script,",
  (viewport) => {
    test.each([
      ["a site that is down", "association-des-amis.example.org", 1],
      ["many that share a cause", "connection refused", 2],
    ])("learns of %s why and since when, in two clicks from the summary or fewer", async (_what, name, clicks) => {
      await using context = await browser.newContext({ viewport, javaScriptEnabled: false });
      const page = await context.newPage();
      await page.goto(origin);
      await follow(page.locator("main tbody a", { hasText: name }).first());
      if (clicks === 2) await follow(page.locator('main tbody th a[href^="/incidents/"]').first());
      expect(new URL(page.url()).pathname).toMatch(/^\/incidents\/\d+$/);
      expect(await textIn(page, ".lead")).toMatch(/wrong status|connection refused/);
      expect(await textIn(page, ".facts >> nth=0")).toMatch(start);
    });

    test("learns of a check that fails why and since when by a click", async () => {
      await using context = await browser.newContext({ viewport, javaScriptEnabled: false });
      const page = await context.newPage();
      await page.goto(origin);
      await follow(page.locator('main tbody a[href^="/sites/"]').first());
      expect(await textIn(page, "main")).toContain("wrong status");
      expect(await textIn(page, "main")).toMatch(start);
    });
  },
);

async function textIn(page: Page, selector: string): Promise<string> {
  return (await page.locator(selector).first().textContent()) ?? "";
}
