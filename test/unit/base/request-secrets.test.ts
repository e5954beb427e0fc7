import { expect, test } from "bun:test";
import { requestSecrets } from "../../../src/base/secrets/request-secrets.ts";
import { withoutSecrets } from "../../../src/base/secrets/without-secrets.ts";

const request = {
  url: "https://example.org/s/8aWqk3Cz9TfYmPL?page=7&pwd=hunter2%21a&hunter2-b",
  headers: {
    accept: "text/html",
    Authorization: `Basic ${btoa("ada:hunter2-c")}`,
    "X-Api": 'hunter2-"d"',
    Cookie: "sid=hunter2-e; lang=francais",
    "X-Token": "Bearer hunter2-f",
  },
  data: { kind: "json", value: { a: ["hunter2-g"], pin: 123_456_789, ok: true } },
} as const;

test.each([
  "GET /s/8aWqk3Cz9TfYmPL",
  "pwd is hunter2!a",
  "pwd is hunter2%21a",
  "query hunter2-b",
  `header ${btoa("ada:hunter2-c")}`,
  "login ada:hunter2-c",
  "password hunter2-c",
  'X-Api: hunter2-"d"',
  '{"x-api":"hunter2-\\"d\\""}',
  "<td>hunter2-&quot;d&quot;</td>",
  "sid hunter2-e",
  "Bearer hunter2-f",
  "f hunter2-f",
  "body hunter2-g",
  "pin 123456789",
])("an answer that says %s does not give it away", (text) => {
  expect(withoutSecrets(text, requestSecrets(request))).not.toMatch(/hunter2|8aWqk|123456|YWRh/);
});

test("what anybody may know stays", () => {
  const text = "text/html page 7 of example.org";
  expect(withoutSecrets(text, requestSecrets(request))).toBe(text);
});

test("a form is searched like JSON", () => {
  const data = { kind: "form", fields: { password: "hunter2" } } as const;
  expect(requestSecrets({ url: "https://example.org/", headers: {}, data })).toContain("hunter2");
});

test.each([
  ["saw hunter2-long…", "saw ***…"],
  ["saw hunter…", "saw ***…"],
  ["saw hunte…", "saw hunte…"],
  ['"hunter2-lon…", and "hunter2-l…"', '"***…", and "***…"'],
  ["saw hunter2", "saw hunter2"],
])("the beginning of a secret before a cut counts: %s", (text, shown) => {
  expect(withoutSecrets(text, ["hunter2-longer"])).toBe(shown);
});
