import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { diskFiles } from "../../../src/config/disk-files.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { goodConfig } from "../../builders/config-files.ts";

const original = readFileSync(join(import.meta.dir, "good/original.yaml"), "utf8");

test("every key of the original's file has its meaning", () => {
  const config = goodConfig(original);
  expect(config.database.url?.reveal()).toBe("postgresql://argos:sesame@localhost/argos");
  expect(config.database).toMatchObject({ poolSize: 12, poolOverflow: 3 });
  expect(config.server).toMatchObject({
    environment: "test",
    rootPath: "/foo",
    sessionMs: 2 * 86_400_000,
    rememberMeMs: 30 * 86_400_000,
    unauthenticatedAccess: "all",
    ldap: { uri: "ldaps://ldap.example.org:636", userAttribute: "uid", userFilter: "(!(uid=ldap_user))" },
  });
  expect(config.server.ldap?.bind?.password.reveal()).toBe("secr3t");
  const { mail, routes } = config.notifications;
  expect(mail).toMatchObject({ host: "127.0.0.2", port: 465, security: "tls", login: { user: "foo" } });
  expect(routes).toEqual([
    {
      match: {},
      told: {
        ok: ["local"],
        warning: ["local"],
        critical: [
          "local",
          "mail:foo@admin.example.org",
          "mail:bar@admin.example.org",
          "gotify:example.org#1",
          "gotify:example.org#2",
        ],
        unknown: ["local"],
        noAgent: ["local"],
      },
      remindMs: undefined,
    },
  ]);
  expect(config.agentSecrets).toHaveLength(2);
  expect(config).toMatchObject({ leaseMaxMs: 100_000, agentSilenceMs: 300_000, retention: { resultsMs: 86_400_000 } });
});

test("what the original replaced silently is a warning", () => {
  expect(goodConfig(original).warnings).toEqual([
    "argos.yaml:57:5: general.apprise_api is missing: nothing is sent to Apprise",
    'argos.yaml:68:13: "error" is taken as critical',
    "argos.yaml:71:21: 60 is under 61: 100 is used instead, as in the original",
    "argos.yaml:72:23: 0 is under 1: 5 is used instead, as in the original",
    "argos.yaml:130:5: ipv4 and ipv6 are both false: this website is not checked",
  ]);
});

test("the original's websites become targets", () => {
  const [first, second, ...others] = goodConfig(original).sites;
  expect(others).toEqual([]);
  expect(first?.targets.map(({ key }) => key)).toEqual([
    "https://mypads.example.org GET https://mypads.example.org/mypads/ 4",
    "https://mypads.example.org GET http://mypads.example.org/mypads/ 4",
    "https://mypads.example.org GET https://mypads.example.org/mypads/ 6",
    "https://mypads.example.org GET http://mypads.example.org/mypads/ 6",
    "https://mypads.example.org POST https://mypads.example.org/admin/ 4",
    "https://mypads.example.org GET http://mypads.example.org/admin/ 4",
    "https://mypads.example.org POST https://mypads.example.org/admin/ 6",
    "https://mypads.example.org GET http://mypads.example.org/admin/ 6",
  ]);
  expect(first?.targets[4]).toMatchObject({
    intervalMs: 3_600_000,
    recheckDelayMs: 120_000,
    retryBeforeNotification: 0,
    timeoutMs: 30_000,
    redirectsMax: 0,
    headers: { Authorization: "Bearer token", "X-Version": "1.10" },
    data: { kind: "json", value: { username: "admin", answer: 42 } },
    definedAt: "argos.yaml:88",
  });
  expect(first?.targets[5]?.checks.map(({ key, expect: { kind, ...rest } }) => [key, rest])).toEqual([
    ["http-to-https", { statuses: [[301, 301]] }],
    ["http-to-https#2", { statuses: [[301, 307]] }],
    [
      "http-to-https#3",
      {
        statuses: [
          [301, 301],
          [307, 307],
        ],
      },
    ],
  ]);
  expect(second?.targets).toHaveLength(1);
  expect(second?.targets[0]).toMatchObject({
    url: "https://munin.example.org/status.php?a=b",
    family: 4,
    intervalMs: 600_000,
    recheckDelayMs: 60_000,
    retryBeforeNotification: 2,
  });
  expect(second?.targets[0]?.checks.map((check) => check.expect)).toEqual([
    { kind: "status-in", statuses: [200, 302] },
    { kind: "body-like", pattern: "[Mm]unin" },
    { kind: "json-contains", pointers: ["/foo/bar/0"] },
    { kind: "json-has", values: { "/maintenance": false, "/productname": "Nextcloud", "/n": 1 } },
    { kind: "json-like", patterns: { "/productname": ".*cloud" } },
    { kind: "json-is", value: { foo: "bar", baz: 42 } },
    { kind: "json-is", value: { foo: [1, null] } },
  ]);
});

test("the example at the top level loads without a warning", () => {
  const path = join(import.meta.dir, "../../../argos.yaml.example");
  const result = loadConfig(path, { environment: {}, files: diskFiles });
  expect(result).toMatchObject({ kind: "loaded", warnings: [] });
});
