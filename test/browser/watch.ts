import type { BrowserContext, Page } from "playwright-core";

/** A page of a browser that writes down what no page of ours may do. */
export interface Watched {
  readonly page: Page;
  /** What was complained of since this was asked last. */
  complaints(): string[];
}

/**
 * Opens a page that writes down errors of scripts and of the console, where violations of the Content-Security-Policy are
 * told too, dialogs, and requests that leave `origin`.
 */
export async function watch(context: BrowserContext, origin: string): Promise<Watched> {
  const page = await context.newPage();
  let found: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") found.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => found.push(`script: ${error.message}`));
  page.on("dialog", async (dialog) => {
    found.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith("data:")) found.push(`asks ${url}`);
  });
  return {
    page,
    complaints() {
      const told = found;
      found = [];
      return told;
    },
  };
}
