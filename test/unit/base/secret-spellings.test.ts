import { expect, test } from "bun:test";
import fc from "fast-check";
import { requestSecrets } from "../../../src/base/secrets/request-secrets.ts";
import { withoutSecrets } from "../../../src/base/secrets/without-secrets.ts";

const percent = (text: string) => encodeURIComponent(text);
const everyUnit = (write: (unit: string) => string) => (text: string) => text.split("").map(write).join("");
const everyPoint = (write: (point: number) => string) => (text: string) =>
  Array.from(text, (character) => write(character.codePointAt(0) ?? 0)).join("");
const hex4 = (unit: string) => unit.charCodeAt(0).toString(16).padStart(4, "0");
const base64 = (text: string) => Buffer.from(text).toString("base64");

const encodings = {
  percent,
  "lower-case percent": (text: string) => percent(text).replace(/%../g, (each) => each.toLowerCase()),
  "percent of everything": (text: string) => Buffer.from(text).toString("hex").replace(/../g, "%$&"),
  form: (text: string) => new URLSearchParams({ "": text }).toString().slice(1),
  JSON: (text: string) => JSON.stringify(text).slice(1, -1),
  "JSON of PHP": (text: string) => JSON.stringify(text).slice(1, -1).replaceAll("/", "\\/"),
  "JSON in ASCII": everyUnit((unit) => (/[\w ]/.test(unit) ? unit : `\\u${hex4(unit)}`)),
  "JSON of everything": everyUnit((unit) => `\\u${hex4(unit)}`),
  HTML: (text: string) => text.replace(/[&<>"']/g, (unit) => `&#${unit.charCodeAt(0)};`),
  "decimal entities": everyPoint((point) => `&#${point};`),
  "hexadecimal entities": everyPoint((point) => `&#x${point.toString(16).toUpperCase()};`),
  "named entities": (text: string) =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("+", "&plus;").replaceAll("/", "&sol;"),
  "upper case": (text: string) => text.toUpperCase(),
  "lower case": (text: string) => text.toLowerCase(),
  base64,
  base64url: (text: string) => Buffer.from(text).toString("base64url"),
  "base64 of more": (text: string) => base64(`a:${text}:b`),
  itself: (text: string) => text,
} as const;

const names = fc.constantFrom(...(Object.keys(encodings) as (keyof typeof encodings)[]));
const letters = fc.constantFrom(..."abzAZ019+/=%&#;\\\"'<> u2x-_é漢😀");
const secrets = fc.array(letters, { minLength: 12, maxLength: 24 }).map((each) => each.join("").trim());

test("no encoding of a secret, nor one of another, is shown", () => {
  fc.assert(
    fc.property(secrets, names, names, (middle, inner, outer) => {
      const secret = `Kq${middle}Zv9w`;
      // a secret that is itself an escape of JSON is told from one only by its spelling
      fc.pre(!/\\u[0-9a-f]{4}/i.test(secret));
      // base64 of a text in another case, or of base64, is not undone: nothing in it resembles the secret
      fc.pre(outer.startsWith("base64") ? /^(?:itself|percent|JSON|HTML)$/.test(inner) : true);
      const spelt = encodings[outer](encodings[inner](secret));
      const shown = withoutSecrets(`say "${spelt}" again`, [secret]);
      // of what base64 puts beside it, the harmless rest stays
      const around = [inner, outer].includes("base64 of more")
        ? /^say "\S{0,40}\*+\S{0,40}" again$/
        : /^say "\\*\*+" again$/;
      expect(shown).toMatch(around);
    }),
    { numRuns: 500 },
  );
});

test("a text without a secret stays as it is", () => {
  const texts = fc.string({ unit: letters, maxLength: 200 });
  fc.assert(fc.property(texts, (text) => expect(withoutSecrets(text, ["Kq-never-there-Zv"])).toBe(text)));
});

test.each([
  ["saw kQ7f/+pW2xL9 only", "saw *** only"],
  ["saw Kq7f\\/%2bPw2xL9… only", "saw ***… only"],
  ["saw Kq7f/+Pw2xL only", "saw Kq7f/+Pw2xL only"],
  ["saw %4bq7f/+pw2xL9tT-and-more only", "saw ***-and-more only"],
  ["saw Kq7f/\u0000+pW2xL9 only", "saw *** only"],
  ["saw KQ7F&sol;&#43;&#x50;w2xl9 only", "saw *** only"],
  ["%41Kq7f/+Pw2xL9", "%41***"],
  ["%Kq7f/+Pw2xL9", "%***"],
])("%j shows %j of a secret that starts in it", (text, shown) => {
  expect(withoutSecrets(text, ["Kq7f/+Pw2xL9tT5rN0bV"])).toBe(shown);
});

test("line ends of a secret may be escaped", () => {
  expect(withoutSecrets('{"key":"line one\\nline\\ttwo"}', ["line one\nline\ttwo"])).toBe('{"key":"***"}');
});

test("a cookie that was sent percent-encoded is not shown decoded", () => {
  const sent = { url: "https://example.org/", headers: { Cookie: "sid=a%2Fb%2Bc%3Dd-9f" } };
  expect(withoutSecrets('{"sid":"a\\/b+c=d-9f"}', requestSecrets(sent))).toBe('{"sid":"***"}');
});

test.each([
  ["percent signs encoded without end", `%${"25".repeat(20_000)}41`],
  ["backslashes", "\\".repeat(40_000)],
  ["half entities", "&#".repeat(20_000)],
  ["the beginning of a secret again and again", "aaaaaaaaaaab".repeat(4000)],
  ["bytes of no character", "%c3".repeat(12_000)],
])("%s are looked through in linear time", (_what, text) => {
  expect(withoutSecrets(text, [`${"a".repeat(500)}c`]).length).toBeGreaterThan(0);
});
