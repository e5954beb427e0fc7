import { expect, test } from "bun:test";
import { inspect } from "node:util";
import { Secret } from "../../../src/base/secrets/secret.ts";
import { configSchema } from "../../../src/config/schema.ts";
import { showConfig } from "../../../src/config/show.ts";
import { goodConfig, problemsOf } from "../../builders/config-files.ts";
import { createAuthority } from "../../farm/certificates.ts";

const sites = "websites: [{domain: 'https://a.example'}]\n";

test("a secret prints as stars, whichever way it is printed", () => {
  const secret = new Secret("hunter2");
  const printed = [
    `${secret}`,
    String(secret),
    JSON.stringify({ secret }),
    inspect({ secret }),
    Bun.inspect({ secret }),
  ];
  expect(printed.join()).not.toContain("hunter2");
  expect(JSON.stringify(secret)).toBe('"***"');
  expect(Object.keys(secret)).toEqual([]);
  expect(secret.reveal()).toBe("hunter2");
});

test("everything has a default", () => {
  const { sites: _sites, ...settings } = goodConfig(sites, { TZ: "Europe/Oslo" });
  expect(settings).toMatchObject({
    database: { url: undefined, poolSize: 10, poolOverflow: 20 },
    server: { environment: "production", rootPath: "", sessionMs: 604_800_000, unauthenticatedAccess: "none" },
    agentSecrets: [],
    apiTokens: [],
    notifications: {
      mail: undefined,
      timeZone: "Europe/Oslo",
      pace: { groupWaitMs: 30_000, groupIntervalMs: 300_000, limit: { messages: 3, withinMs: 600_000 } },
      flapping: { changes: 3, withinMs: 900_000 },
      subscriptions: [],
      silences: [],
      heartbeat: undefined,
    },
    leaseMaxMs: 100_000,
    agentSilenceMs: 300_000,
    retention: { resultsMs: 604_800_000 },
    probe: {
      userAgentSuffix: "",
      bodyBytesMax: 1_048_576,
      allowNetworks: ["private"],
      perAddressMax: 16,
      resolve: {},
      canaries: [],
    },
    warnings: [],
  });
});

const mail =
  "  mail: {mailfrom: a@example.org, addresses: [b@example.org]}\n  apprise: {team: ['json://x']}\n  apprise_api: http://127.0.0.1:8001\n";
const everybody = ["local", "mail:b@example.org", "apprise:team"];

test.each([
  ["", everybody, everybody],
  ["  alerts: {critical: [mail]}\n", ["mail:b@example.org"], ["local"]],
  ["  alerts: {critical: [], ok: ['apprise:team']}\n", [], ["apprise:team"]],
])("with %j critical goes to %j and ok to %j", (alerts, critical, ok) => {
  const { routes } = goodConfig(`general:\n${mail}${alerts}${sites}`).notifications;
  expect(routes.at(-1)?.told).toMatchObject({ critical, ok });
});

test.each([
  ["127.0.0.1:8000", "127.0.0.1", 8000],
  ["'[::1]:80'", "::1", 80],
  ["'[::]'", "::", undefined],
  ["9000", undefined, 9000],
  ["':9000'", undefined, 9000],
  ["localhost", "localhost", undefined],
  ["'x:0'", "x", 0],
  ["'x:65535'", "x", 65535],
])("listen: %s", (written, listenHost, listenPort) => {
  expect(goodConfig(`general: {listen: ${written}}\n${sites}`).server).toMatchObject({ listenHost, listenPort });
});

test.each([
  ["1024", 1024],
  ["1KiB", 1024],
  ["500kB", 500_000],
  ["1.5 MiB", 1_572_864],
  ["64MiB", 67_108_864],
])("max_body: %s is %d bytes", (written, bytes) => {
  expect(goodConfig(`probe: {max_body: ${written}}\n${sites}`).probe.bodyBytesMax).toBe(bytes);
});

test.each(["1023", "65MiB", "1GiB", "-1", "many"])("max_body: %s is refused", (written) => {
  expect(problemsOf(`probe: {max_body: ${written}}\n${sites}`)).toHaveLength(1);
});

test.each([
  ["999ms", false],
  ["1s", true],
  ["365d", true],
  ["366d", false],
])("frequency: %s, taken: %p", (written, isTaken) => {
  expect(problemsOf(`general: {frequency: ${written}}\n${sites}`)).toHaveLength(1);
  expect(problemsOf(`general: {frequency: ${written}}\n${sites}`)[0] === "(loaded)").toBe(isTaken);
});

test.each([
  [60, 100_000, 1],
  [61, 61_000, 0],
])("max_lock_seconds: %d is %d ms", (seconds, leaseMaxMs, warnings) => {
  const config = goodConfig(`recurring_tasks: {max_lock_seconds: ${seconds}}\n${sites}`);
  expect(config.leaseMaxMs).toBe(leaseMaxMs);
  expect(config.warnings).toHaveLength(warnings);
});

test("addresses for hosts are taken", () => {
  const text = `probe: {resolve: {example.org: 192.0.2.1, '*.example.org': '2001:db8::1'}}\n${sites}`;
  expect(goodConfig(text).probe.resolve).toEqual({ "example.org": "192.0.2.1", "*.example.org": "2001:db8::1" });
});

const [one, other] = [(await createAuthority("One")).caPem.trim(), (await createAuthority("Other")).caPem.trim()];
const cut = `${one.slice(0, 200)}\n-----END CERTIFICATE-----`;

test.each([
  ["put together without a line end", one + other],
  ["with comments around them", `# mine\n${one}\n\nhers:\r\n${other.replaceAll("\n", "\r\n")}\r\n`],
])("certificates of one's own are taken %s", (_, pem) => {
  const { caPem } = goodConfig({ "argos.yaml": `probe: {ca_file: ca.pem}\n${sites}`, "ca.pem": pem }).probe;
  expect(caPem?.replaceAll("\r", "")).toBe(`${one}\n${other}\n`);
});

test.each([
  ["no certificate at all", "hello", "holds no PEM certificate"],
  ["one that is cut", `${one}\n${cut}\n`, "certificate 2 in the file"],
  ["one without an end", `${one}\n${other.slice(0, 100)}`, "certificate 2 in the file"],
  ["one that is none", "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n", "certificate 1 in the file"],
])("a file of certificates with %s is a problem", (_, pem, problem) => {
  const problems = problemsOf({ "argos.yaml": `probe: {ca_file: ca.pem}\n${sites}`, "ca.pem": pem });
  expect(problems.join()).toContain(problem);
});

test("what is shown of a configuration holds no secret", () => {
  const secrets = {
    password: "s3cret-0",
    header: "s3cret-1",
    field: "s3cret-2",
    variable: "s3cret-3",
    url: "s3cret-4",
  };
  const text = `general:
  db: {url: 'postgresql://a:${secrets.url}@h/d'}
  cookie_secret: ${secrets.password}
  apprise: {team: ['json://${secrets.password}']}
service: {secrets: [${secrets.password}]}
websites:
  - domain: https://a.example
    labels: {camelCase: kept}
    paths:
      - path: /?pwd=${secrets.field}&page=2
        request_data:
          headers: {Authorization: ${secrets.header}, X-Api: ${secrets.header}, Accept: text/html}
          data: {password: ${secrets.field}}
        checks: [{headers-have: {x-api: ${secrets.header}, x-frame-options: DENY}}, {body-contains: 'before \${VARIABLE} after'}]
`;
  const shown = showConfig(goodConfig(text, { VARIABLE: secrets.variable }));
  expect(Object.values(secrets).filter((secret) => shown.includes(secret))).toEqual([]);
  expect(shown).toContain("Accept: text/html");
  expect(shown).toContain("https://a.example/?pwd=***&page=2");
  expect(shown).toContain("x-frame-options: DENY");
  expect(shown).toContain("camelCase: kept");
  expect(shown).toContain("text: before ${VARIABLE} after");
  expect(shown).toContain("interval: 5m");
  expect(Bun.YAML.parse(shown)).toMatchObject({ database: { url: "***", pool_size: 10 } });
});

/** Every schema in a schema. */
function within(schema: unknown): readonly Record<string, unknown>[] {
  if (schema === null || typeof schema !== "object") return [];
  const nested = Object.values(schema).flatMap(within);
  return Array.isArray(schema) ? nested : [{ ...schema }, ...nested];
}

test("the schema for editors knows every key with a description, and refuses others", () => {
  const schema = configSchema();
  expect(schema).toMatchObject({
    $schema: "http://json-schema.org/draft-07/schema#",
    type: "object",
    additionalProperties: false,
    properties: {
      general: { properties: { frequency: { description: "How often each target is checked. Default: 5m." } } },
      websites: { items: { properties: { paths: { items: { required: ["path", "checks"] } } } } },
    },
  });
  const described = within(schema).flatMap((one) => (one.additionalProperties === false ? [one.properties] : []));
  expect(described.length).toBeGreaterThan(15);
  expect(JSON.stringify(schema)).toContain('"ssl-certificate-expiration"');
});
