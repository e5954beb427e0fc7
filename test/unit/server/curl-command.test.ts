import { expect, test } from "bun:test";
import { curlCommand } from "../../../src/server/pages/curl-command.ts";
import { aTargetSpec } from "../../builders/target-spec.ts";

test("a plain target is one request with its time limit", () => {
  expect(curlCommand(aTargetSpec()).split(" \\\n  ")).toEqual([
    "curl --include",
    "--request GET",
    "--max-time 10",
    "'https://example.org/'",
  ]);
});

test.each([
  ["Authorization", "Basic abc"],
  ["cookie", "sid=abc"],
  ["X-Api-Key", "abc"],
  ["X-Auth-Token", "abc"],
  ["x-client-secret", "abc"],
  ["Remote-User", "abc"],
  ["X-Api", "abc"],
  ["X-Hook", "abc"],
])("the value of the header %s is not told", (name, value) => {
  const command = curlCommand(aTargetSpec({ headers: { [name]: value } }));
  expect(command).toContain(`--header '${name}: ***'`);
  expect(command).not.toContain("abc");
});

test("the value of an ordinary header is told", () => {
  expect(curlCommand(aTargetSpec({ headers: { accept: "text/html" } }))).toContain("--header 'accept: text/html'");
});

test.each([
  [{ method: "HEAD" }, "--head"],
  [{ family: 6 }, "--ipv6"],
  [{ redirectsMax: 3 }, "--location --max-redirs 3"],
  [{ timeoutMs: 1001 }, "--max-time 2"],
  [{ data: { kind: "form", fields: { login: "me" } } }, "--data-urlencode 'login=***'"],
  [{ data: { kind: "json", value: { password: "me" } } }, "--json '***'"],
] as const)("a target with %j has the part %s", (overrides, part) => {
  expect(curlCommand(aTargetSpec(overrides)).split(" \\\n  ")).toContain(part);
});

test("a quote in an address ends no word of the shell", () => {
  const command = curlCommand(aTargetSpec({ url: "https://example.org/';rm -rf ~;'" }));
  expect(command).toEndWith(`'https://example.org/'\\'';rm -rf ~;'\\'''`);
});
