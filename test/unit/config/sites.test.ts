import { expect, test } from "bun:test";
import { goodConfig, problemsOf } from "../../builders/config-files.ts";

/** The targets of one website with these lines below its domain. */
function targetsOf(lines: string, rest = "") {
  const indented = lines.replace(/^(?=.)/gm, "    ");
  return goodConfig(`${rest}\nwebsites:\n  - domain: https://example.org\n${indented}\n`).sites.flatMap(
    (site) => site.targets,
  );
}

const oneCheck = "checks: [{status-is: 200}]";
const path = (lines: string) => `paths:\n  - checks: [{status-is: 200}]\n${lines.replace(/^/gm, "    ")}`;

test("a newcomer's two lines watch an https site with the three usual checks", () => {
  const targets = targetsOf("");
  expect(targets.map(({ url, checks }) => [url, checks.map(({ key }) => key)])).toEqual([
    ["https://example.org/", ["status-is", "ssl-certificate-expiration"]],
    ["http://example.org/", ["http-to-https"]],
  ]);
  expect(targets[0]).toMatchObject({
    intervalMs: 300_000,
    timeoutMs: 30_000,
    family: "any",
    retryBeforeNotification: 0,
  });
});

test("a site that is http on purpose only has to answer", () => {
  const { sites } = goodConfig("websites: [{domain: 'http://example.org'}]");
  expect(sites[0]?.targets.map(({ url, checks }) => [url, checks.map(({ key }) => key)])).toEqual([
    ["http://example.org/", ["status-is"]],
  ]);
});

test.each([
  ["https://Example.ORG", "https://example.org"],
  ["https://example.org/", "https://example.org"],
  ["https://example.org:443", "https://example.org"],
  ["https://example.org:8443/", "https://example.org:8443"],
  ["https://bücher.example", "https://xn--bcher-kva.example"],
  ["https://[2001:db8::1]", "https://[2001:db8::1]"],
])("the domain %s is the site %s", (domain, site) => {
  expect(goodConfig(`websites: [{domain: '${domain}'}]`).sites[0]?.domain).toBe(site);
});

test.each([
  ["/", "https://example.org/"],
  ["a/b", "https://example.org/a/b"],
  ["/a?b=c d", "https://example.org/a?b=c%20d"],
  ["?q", "https://example.org/?q"],
  ["/a#part", "https://example.org/a"],
  ["http://other.example/x", "http://other.example/x"],
])("the path %s asks %s", (written, url) => {
  expect(targetsOf(path(`path: '${written}'`))[0]?.url).toBe(url);
});

test.each([
  ["", "", ["any"]],
  ["ipv6: false", "", [4]],
  ["ipv4: false", "", [6]],
  ["ipv4: true", "", [4, 6]],
  ["", "general: {ipv6: no}", [4]],
  ["ipv6: true", "general: {ipv6: false}", [4, 6]],
  ["ipv4: off\nipv6: off", "", []],
])("a website with %j under %j is probed over %j", (website, general, families) => {
  expect<unknown>(targetsOf(`${oneCheck}\n${website}`, general).map(({ family }) => family)).toEqual(families);
});

test.each([
  ["https://example.org:8443", "true", "http://example.org:8443/"],
  ["https://example.org", "{url: 'http://example.org:8080/x'}", "http://example.org:8080/x"],
  ["http://example.org", "true", "http://example.org/"],
])("http-to-https of %s with %s asks %s", (domain, value, url) => {
  const { sites } = goodConfig(`websites: [{domain: '${domain}', checks: [{http-to-https: ${value}}]}]`);
  expect(sites[0]?.targets.map((target) => target.url)).toEqual([url]);
});

test("nothing of request_data goes over plain http", () => {
  const lines = "method: POST\nrequest_data: {data: {password: x}, headers: {Authorization: y}}\n";
  const [own, plain] = targetsOf(
    path(`path: /\n${lines}`).replace("{status-is: 200}", "{status-is: 200}, {http-to-https: true}"),
  );
  expect(own).toMatchObject({ method: "POST", data: { kind: "form", fields: { password: "x" } } });
  expect(plain).toMatchObject({ method: "GET", headers: {}, url: "http://example.org/" });
  expect(plain?.data).toBeUndefined();
});

test("user and password in a domain become a header, not part of a URL", () => {
  const { sites } = goodConfig("websites: [{domain: 'https://ann:p%40ss@example.org', checks: [{status-is: 200}]}]");
  expect(sites[0]?.targets[0]).toMatchObject({
    key: "https://example.org GET https://example.org/ any",
    headers: { Authorization: `Basic ${btoa("ann:p@ss")}` },
  });
});

test("the same site listed twice is one site, and targets alike are one target with the checks of both", () => {
  const { sites } = goodConfig(`websites:
  - domain: https://example.org
    labels: {a: 1}
    checks: [{status-is: 200}, {body-contains: x}]
  - domain: https://example.org/
    labels: {b: two}
    checks: [{body-contains: y}, {status-is: 200}]
`);
  expect(sites).toHaveLength(1);
  expect(sites[0]?.labels).toEqual({ a: "1", b: "two" });
  expect(sites[0]?.targets.map(({ checks }) => checks.map(({ key }) => key))).toEqual([
    ["status-is", "body-contains", "body-contains#2"],
  ]);
});

test("targets that differ beyond the request line are told apart by a number", () => {
  const two =
    "paths:\n- {path: /, timeout: 5s, checks: [{status-is: 200}]}\n- {path: /, timeout: 6s, checks: [{status-is: 200}]}";
  expect(targetsOf(two).map(({ key }) => key)).toEqual([
    "https://example.org GET https://example.org/ any",
    "https://example.org GET https://example.org/ any#2",
  ]);
});

test.each([460, 461, 1900])(
  "the key of a URL with a path of %d characters is unique and at most 500 long",
  (length) => {
    const keys = ["a", "b"].map((last) => targetsOf(path(`path: /${"x".repeat(length)}${last}`))[0]?.key ?? "");
    expect(Math.max(...keys.map((key) => key.length))).toBeLessThanOrEqual(500);
    expect(new Set(keys).size).toBe(2);
  },
);

test.each([
  [200, "(loaded)"],
  [201, "argos.yaml:3:13: 201 in this list: at most 200 are allowed"],
])("%d checks in one list: %s", (count, expected) => {
  const many = Array.from({ length: count }, (_, index) => `{body-contains: x${index}}`).join(", ");
  expect(problemsOf(`websites:\n  - domain: https://example.org\n    checks: [${many}]\n`)[0]).toBe(expected);
});

test("a target that gathers over 200 checks from several entries is a problem", () => {
  const entry = (name: string) =>
    `  - domain: https://example.org\n    checks: [${Array.from({ length: 101 }, (_, index) => `{body-contains: ${name}${index}}`).join(", ")}]\n`;
  expect(problemsOf(`websites:\n${entry("a")}${entry("b")}`)).toEqual([
    "argos.yaml:2:5: more than 200 checks of one target",
  ]);
});

test("a profile lends what the website does not say itself, and its checks come first", () => {
  const { sites } = goodConfig(`profiles:
  usual:
    frequency: 1m
    timeout: 7s
    follow_redirects: true
    labels: {team: web, tier: low}
    checks: [{status-is: 200}]
websites:
  - domain: https://example.org
    profile: usual
    frequency: 2m
    labels: {tier: high}
    paths:
      - path: /
        checks: [{body-contains: x}]
`);
  expect(sites[0]?.labels).toEqual({ team: "web", tier: "high" });
  expect(sites[0]?.targets).toHaveLength(1);
  expect(sites[0]?.targets[0]).toMatchObject({ intervalMs: 120_000, timeoutMs: 7000, redirectsMax: 5 });
  expect(sites[0]?.targets[0]?.checks.map(({ key }) => key)).toEqual(["status-is", "body-contains"]);
});

test("a list of domains stands for as many websites", () => {
  const { sites } = goodConfig(`websites: [{domains: ['https://a.example', 'https://b.example'], ${oneCheck}}]`);
  expect(sites.map(({ domain }) => domain)).toEqual(["https://a.example", "https://b.example"]);
});

test.each([
  ["status-is: 200", { severity: "critical", expect: { kind: "status-is", status: 200 } }],
  ["status-is: 200\n  severity: warning", { severity: "warning" }],
  [
    "severity: unknown\n  body-not-contains: error",
    { severity: "unknown", expect: { kind: "body-not-contains", text: "error" } },
  ],
  ["headers-absent: [X-Powered-By]", { expect: { kind: "headers-absent", names: ["X-Powered-By"] } }],
  ["redirects-to: https://example.org/new", { expect: { kind: "redirects-to", url: "https://example.org/new" } }],
  ["response-time: 2s", { expect: { kind: "response-time", criticalMs: 2000 } }],
  [
    "response-time: {warning: 500ms, critical: 2s}",
    { expect: { kind: "response-time", warningMs: 500, criticalMs: 2000 } },
  ],
  ["response-time: {warning: 500ms}", { expect: { kind: "response-time", warningMs: 500 } }],
  [
    "http-to-https: {host: www.Example.org, start: 301}",
    { expect: { host: "www.example.org", statuses: [[301, 399]] } },
  ],
  [
    'ssl-certificate-expiration: [{"10d": warning}, {"33%": unknown}]',
    {
      expect: {
        kind: "ssl-certificate-expiration",
        thresholds: [
          { remaining: { kind: "time", ms: 864_000_000 }, severity: "warning" },
          { remaining: { kind: "lifetime", ratio: 0.33 }, severity: "unknown" },
        ],
      },
    },
  ],
])("the check %s is understood", (written, expected) => {
  expect(targetsOf(`checks:\n- ${written}`)[0]?.checks[0]).toMatchObject(expected);
});

test.each([
  [299, "299 is not a redirect: any status from 300 to 399 passes instead, as in the original"],
  [300, undefined],
  [399, undefined],
  [400, "400 is not a redirect: any status from 300 to 399 passes instead, as in the original"],
])("http-to-https: %d", (status, warning) => {
  const { warnings } = goodConfig(`websites: [{domain: 'https://example.org', checks: [{http-to-https: ${status}}]}]`);
  expect(warnings).toEqual(warning === undefined ? [] : [`argos.yaml:1:69: ${warning}`]);
});

test.each([
  ["json-is", "[".repeat(32) + "]".repeat(32), "(loaded)"],
  ["json-is", "[".repeat(33) + "]".repeat(33), "argos.yaml:1:63: this JSON is nested more than 32 levels deep"],
  [
    "json-is",
    "[".repeat(100_000) + "]".repeat(100_000),
    "argos.yaml:1:63: this JSON is nested more than 32 levels deep",
  ],
  ["body-like", "x".repeat(2000), "(loaded)"],
  ["body-like", "x".repeat(2001), "argos.yaml:1:65: this regular expression is longer than 2000 characters"],
])("the size of what %s expects is limited", (check, value, expected) => {
  expect(problemsOf(`websites: [{domain: 'https://example.org', checks: [{${check}: '${value}'}]}]`)).toEqual([
    expected,
  ]);
});

test.each([
  ["60s", "60s", []],
  ["59s", "60s", ["argos.yaml:3:5: the timeout is longer than the frequency: a slow answer makes the next check late"]],
])("frequency %s with timeout %s warns %j", (frequency, timeout, warnings) => {
  const text = `general: {frequency: ${frequency}, timeout: ${timeout}}\nwebsites:\n  - domain: https://example.org\n    ${oneCheck}\n`;
  expect(goodConfig(text).warnings).toEqual([...warnings]);
});

test.each([
  ["2000 characters of URL", 2000 - "https://example.org/".length, "(loaded)"],
  [
    "2001 characters of URL",
    2001 - "https://example.org/".length,
    "argos.yaml:4:9: the URL of this path is longer than 2000 characters",
  ],
])("%s", (_name, length, expected) => {
  const text = `websites:\n  - domain: https://example.org\n    paths:\n      - path: /${"x".repeat(length)}\n        checks: [{status-is: 200}]\n`;
  expect(problemsOf(text)[0]).toBe(expected);
});
