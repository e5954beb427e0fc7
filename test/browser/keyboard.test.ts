import { afterAll, describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { startBrowser } from "../harness/browser.ts";
import { explorerPaths, samplePaths } from "./sample-paths.ts";
import { emptyWorld, ordinaryWorld } from "./worlds.ts";

/** Presses of Tab on one page at most. */
const pressesMax = 300;

const browser = await startBrowser();
afterAll(() => browser.close());
const world = await ordinaryWorld();
const newWorld = await emptyWorld();
const phone = { width: 360, height: 740 };
const desktop = { width: 1280, height: 900 };

/** One address of each route that has a page; the explorer is somebody else's work. */
const addresses = Object.values(samplePaths).flatMap((samples) => {
  if (samples === "no page") return [];
  const [seen = newWorld] = [world, newWorld].filter((one) => samples(one).length > 0);
  const [path = "/"] = samples(seen);
  return explorerPaths.includes(path) ? [] : [`${seen.origin}${path}`];
});

/** What has the focus: which it is of all that can have it, whether it is seen, and whether one sees that it has it. */
const focused = `(() => {
  const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
    .filter((element) => element.checkVisibility() || element === document.activeElement);
  const box = document.activeElement.getBoundingClientRect();
  const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
  const isSeen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const isMarked = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  const parts = document.activeElement.type === "datetime-local" ? 8 : 1;
  return JSON.stringify({ place: all.indexOf(document.activeElement), of: all.length, isSeen, isMarked, parts });
})()`;

interface Focus {
  readonly place: number;
  readonly of: number;
  readonly isSeen: boolean;
  readonly isMarked: boolean;
  /** Stops within it at most: a date has one for its year, one for its month, and so on. */
  readonly parts: number;
}

async function focusOf(page: Page): Promise<Focus> {
  return JSON.parse(String(await page.evaluate(focused)));
}

/** Goes on to what comes after a field, past the parts of it. */
async function leave(page: Page, { place, parts }: Pick<Focus, "place" | "parts">): Promise<void> {
  for (let part = 0; part < parts; part += 1) {
    await page.keyboard.press("Tab");
    if (parts === 1 || (await focusOf(page)).place !== place) return;
  }
}

describe.each([[phone], [desktop]])("at %o", (viewport) => {
  test.each(addresses.map((address) => [new URL(address).pathname, address]))(
    "Tab goes through all of %s in its order, and one sees where it is",
    async (_shown, address) => {
      await using context = await browser.newContext({ viewport, javaScriptEnabled: false });
      const page = await context.newPage();
      await page.goto(address);
      await page.keyboard.press("Tab");
      const first = await focusOf(page);
      // A page for people without a login leads nowhere but to its other forms.
      expect(first.of).toBeGreaterThanOrEqual(address.includes("/status/") ? 3 : 5);
      for (let place = 0; place < Math.min(first.of, pressesMax); place += 1) {
        const { parts, ...focus } = await focusOf(page);
        expect(focus).toEqual({ place, of: first.of, isSeen: true, isMarked: true });
        await leave(page, { place, parts });
      }
    },
  );
});

test("the first press of Tab offers a way past the navigation", async () => {
  await using context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${world.origin}/sites`);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  expect(await page.evaluate("document.activeElement.closest('main') !== null")).toBe(true);
});

test("on a phone the navigation opens and closes by the keyboard, without script", async () => {
  await using context = await browser.newContext({ viewport: phone, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${world.origin}/incidents`);
  const ways = page.locator("#navigation a");
  expect(await ways.first().isVisible()).toBe(false);
  await page.locator("header .menu").focus();
  await page.keyboard.press("Enter");
  for (const way of await ways.all()) {
    const box = await way.boundingBox();
    expect(box?.x).toBeWithin(0, 361 - (box?.width ?? 0));
    expect(box?.height).toBeGreaterThanOrEqual(24);
  }
  await page.keyboard.press("Tab");
  expect(await page.evaluate("document.activeElement.getAttribute('href')")).toBe("/");
  await page.keyboard.press("Escape");
  expect(await ways.first().isVisible()).toBe(false);
});
