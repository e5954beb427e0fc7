import type { Locator } from "playwright-core";

/** Presses a link or button and waits for the page that it leads to. */
export async function follow(pressed: Locator): Promise<void> {
  const loaded = pressed.page().waitForEvent("load");
  await pressed.click();
  await loaded;
}
