import { expect, test } from "bun:test";
import { canonicalDomain, canonicalHost } from "../../../src/base/canonical-domain.ts";

test.each([
  ["https://www.example", "https://www.example"],
  ["HTTPS://WWW.Example", "https://www.example"],
  ["https://www.example.", "https://www.example"],
  ["https://www.example/", "https://www.example"],
  ["https://www.example:443", "https://www.example"],
  ["http://www.example:443", "http://www.example:443"],
  ["http://www.example:80/", "http://www.example"],
  ["www.example:443", "https://www.example"],
  ["www.example:80", "http://www.example"],
  ["www.example:8443", "www.example:8443"],
  ["https://bücher.example", "https://xn--bcher-kva.example"],
  ["BÜCHER.example.", "xn--bcher-kva.example"],
  ["bu\u0308cher.example", "xn--bcher-kva.example"],
  ["xn--bcher-kva.example", "xn--bcher-kva.example"],
  ["straße.example", "xn--strae-oqa.example"],
  ["例え。テスト", "xn--r8jz45g.xn--zckzah"],
  ["*.bücher.example", "*.xn--bcher-kva.example"],
  ["*.Example", "*.example"],
  ["[2001:DB8::1]:8080", "[2001:db8::1]:8080"],
  ["no domain at all", "no domain at all"],
  ["", ""],
])("%j is compared as %j", (written, form) => {
  expect(canonicalDomain(written)).toBe(form);
  expect(canonicalDomain(form)).toBe(form);
});

test("a host alone has the form too", () => {
  expect(["Bücher.Example.", "*.Bücher.example", "localhost"].map(canonicalHost)).toEqual([
    "xn--bcher-kva.example",
    "*.xn--bcher-kva.example",
    "localhost",
  ]);
});
