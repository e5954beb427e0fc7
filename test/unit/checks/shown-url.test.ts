import { expect, test } from "bun:test";
import { shownUrl } from "../../../src/checks/shown-url.ts";

test.each([
  ["https://example.org/a?b=c", "https://example.org/a?b=c"],
  ["https://user:pass@example.org/", "https://***@example.org/"],
  ["https://example.org/?token=abc", "https://example.org/?token=***"],
  ["https://example.org/?a=1&api_key=abc&b=2#part", "https://example.org/?a=1&api_key=***&b=2#part"],
  ["https://example.org/?Access_Token=abc", "https://example.org/?Access_Token=***"],
  ["https://example.org/token=abc", "https://example.org/token=abc"],
])("%s is shown as %s", (url, shown) => {
  expect(shownUrl(url)).toBe(shown);
});
