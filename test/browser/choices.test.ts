import { afterAll, describe, expect, test } from "bun:test";
import { startBrowser } from "../harness/browser.ts";
import { follow } from "./follow.ts";
import { ordinaryWorld } from "./worlds.ts";

const browser = await startBrowser();
afterAll(() => browser.close());
const { origin } = await ordinaryWorld();

describe("what a visitor chooses, without script,", () => {
  test("is the language, on this page and the next", async () => {
    await using context = await browser.newContext({ javaScriptEnabled: false, locale: "en-GB" });
    const page = await context.newPage();
    await page.goto(`${origin}/sites?severity=critical`);
    await follow(page.getByRole("link", { name: "Français" }));
    expect(page.url()).toBe(`${origin}/sites?severity=critical`);
    expect(await page.locator("html").getAttribute("lang")).toBe("fr");
    await follow(page.getByRole("link", { name: "Incidents" }).first());
    expect(await page.locator("h1").textContent()).toContain("incidents en cours");
  });

  test("is how often the summary comes anew", async () => {
    await using context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(origin);
    await follow(page.getByRole("button", { name: "15 s" }));
    expect(await page.getByRole("button", { pressed: true }).textContent()).toBe("15 s");
    expect((await page.reload())?.headers().refresh).toBe("15");
    await follow(page.getByRole("button", { name: "never" }));
    expect((await page.reload())?.headers().refresh).toBeUndefined();
  });
});

test("on paper nothing is left that is pressed, and a severity has a border instead of a colour", async () => {
  await using context = await browser.newContext({ viewport: { width: 794, height: 1123 } });
  const page = await context.newPage();
  await page.emulateMedia({ media: "print" });
  await page.goto(origin);
  for (const pressed of ["#navigation", ".person", ".languages", ".refresh", ".skip"]) {
    expect(await page.locator(pressed).isVisible()).toBe(false);
  }
  const border = "getComputedStyle(document.querySelector('.severity.critical')).borderStyle";
  expect(await page.evaluate(border)).toBe("solid");
  expect(await page.evaluate("getComputedStyle(document.querySelector('main a')).textDecorationLine")).toBe("none");
});
