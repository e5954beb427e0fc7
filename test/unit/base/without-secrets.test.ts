import { expect, test } from "bun:test";
import { urlSecrets, withoutSecrets } from "../../../src/base/secrets/without-secrets.ts";

test.each([
  ["the token abcdef is wrong", ["abcdef"], "the token *** is wrong"],
  ["abcdefgh abcdef", ["abcdef", "abcdefgh"], "*** ***"],
  ["abcdef abcdef", ["abcdef"], "*** ***"],
  ["a b c", ["a", "", "b c"], "a b c"],
  ["12345", ["12345"], "12345"],
  ["123456", ["123456"], "***"],
])("%j without %j is %j", (text, secrets, expected) => {
  expect(withoutSecrets(text, secrets)).toBe(expected);
});

test.each([
  ["no such page: https://hooks.example.org/services/T0000/Xk93jd?key=s3cr3tkey"],
  ["The requested URL /services/T0000/Xk93jd was not found"],
  ["unknown hook Xk93jd"],
  ["key s3cr3tkey is revoked"],
])("%j does not give a webhook's URL away", (text) => {
  const secrets = urlSecrets("https://hooks.example.org/services/T0000/Xk93jd?key=s3cr3tkey");
  expect(withoutSecrets(text, secrets)).not.toMatch(/Xk93jd|s3cr3tkey/);
});

test("an encoded secret is hidden in either spelling", () => {
  const secrets = urlSecrets("https://example.org/p%C3%A4ssw%C3%B6rd/x");
  expect(withoutSecrets("pässwörd p%C3%A4ssw%C3%B6rd", secrets)).toBe("*** ***");
});

test("what is not even a URL is hidden as it is", () => {
  expect(withoutSecrets("not a url at all", urlSecrets("not a url"))).toBe("*** at all");
});
