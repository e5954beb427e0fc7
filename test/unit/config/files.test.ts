import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { diskFiles } from "../../../src/config/disk-files.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { goodConfig, problemsOf } from "../../builders/config-files.ts";

const scratch = mkdtempSync(join(tmpdir(), "argos-files-"));
afterAll(() => rmSync(scratch, { recursive: true }));

const site = (name: string) => `- domain: https://${name}.example\n`;
const domains = (...given: Parameters<typeof goodConfig>) => goodConfig(...given).sites.map(({ domain }) => domain);

test("!include puts a file in place of a value, named from the file that includes", () => {
  const files = {
    "argos.yaml": "general: !include parts/general.yaml\nwebsites: !include parts/sites.yaml\n",
    "parts/general.yaml": "frequency: 7m\n",
    "parts/sites.yaml": `${site("a")}- !include more/b.yaml\n`,
    "parts/more/b.yaml": "domain: https://b.example\n",
  };
  const config = goodConfig(files);
  expect(config.sites.map((one) => [one.domain, one.definedAt])).toEqual([
    ["https://a.example", "parts/sites.yaml:1"],
    ["https://b.example", "parts/more/b.yaml:1"],
  ]);
  expect(config.sites[0]?.targets[0]?.intervalMs).toBe(420_000);
  expect(config.files).toEqual(["argos.yaml", "parts/general.yaml", "parts/sites.yaml", "parts/more/b.yaml"]);
});

test("a glob in place of a list joins the lists of all files in order", () => {
  const files = {
    "argos.yaml": `websites:\n  - domain: https://first.example\n  - !include conf.d/*.yaml\n`,
    "conf.d/b.yaml": site("b1") + site("b2"),
    "conf.d/a.yaml": "domain: https://a.example\n",
    "conf.d/ignored.txt": "x",
  };
  const expected = ["https://first.example", "https://a.example", "https://b1.example", "https://b2.example"];
  expect(domains(files)).toEqual(expected);
});

test("a glob that matches nothing is an empty list", () => {
  expect(goodConfig({ "argos.yaml": "websites: !include conf.d/*.yaml\n" }).warnings).toEqual([
    "argos.yaml:1:1: there is no website to watch",
  ]);
});

test("include adds websites and profiles of other files, and of those that they include", () => {
  const files = {
    "argos.yaml": "include: [conf.d/*.yaml]\nwebsites:\n- domain: https://main.example\n  profile: shared\n",
    "conf.d/a.yaml": `include: ../deep.yaml\nwebsites:\n${site("a")}`,
    "conf.d/b.yaml": "profiles: {shared: {frequency: 9m}}\n",
    "deep.yaml": `websites:\n${site("deep")}`,
  };
  expect(domains(files)).toEqual(["https://main.example", "https://a.example", "https://deep.example"]);
  expect(goodConfig(files).sites[0]?.targets[0]?.intervalMs).toBe(540_000);
});

test("the same file may be included twice", () => {
  const files = {
    "argos.yaml": "websites: [!include a.yaml, !include a.yaml]\n",
    "a.yaml": "domain: https://a.example\n",
  };
  expect(domains(files)).toEqual(["https://a.example"]);
});

test("files that multiply by including one another stop at a limit", () => {
  const files: Record<string, string> = { "argos.yaml": "include: [f0.yaml]\nwebsites: []\n" };
  for (let level = 0; level < 20; level++) {
    files[`f${level}.yaml`] = `include: [f${level + 1}.yaml, f${level + 1}.yaml, f${level + 1}.yaml]\n`;
  }
  files["f20.yaml"] = "websites: []\n";
  expect(problemsOf(files).some((problem) => problem.endsWith("more than 20000 files are included"))).toBe(true);
});

test.each([
  ["${HOST}", { HOST: "a.example" }, "https://a.example"],
  ["${A}.${B}", { A: "x", B: "example" }, "https://x.example"],
])("the variables in %s are replaced", (written, environment, domain) => {
  expect(domains(`websites: [{domain: 'https://${written}'}]`, { ...environment })).toEqual([domain]);
});

test.each([
  ["$${A}", "${A}"],
  ["pa$$word", "pa$$word"],
  ["^a$", "^a$"],
  ["$A", "$A"],
  ["${A}", "${B}\n'\"$${C}"],
])("the text %s is %j", (written, text) => {
  const environment = { A: "${B}\n'\"$${C}", B: "never" };
  const config = goodConfig(
    `websites: [{domain: 'https://a.example', checks: [{body-contains: '${written}'}]}]`,
    environment,
  );
  expect(config.sites[0]?.targets[0]?.checks[0]?.expect).toEqual({ kind: "body-contains", text });
});

test("a number may come from a variable", () => {
  const text =
    "general: {retry_before_notification: '${RETRIES}', ipv6: '${V6}'}\nwebsites: [{domain: 'https://a.example'}]";
  expect(goodConfig(text, { RETRIES: "3", V6: "false" }).sites[0]?.targets[0]).toMatchObject({
    retryBeforeNotification: 3,
    family: 4,
  });
});

test("secrets come from files: credentials first, then beside the configuration", () => {
  const secret = (text: string) => ({ secret: text, isWorldReadable: false });
  const tokens = ["token-one-of-all-agents", "token-two-of-all-agents"];
  const files = {
    "argos.yaml": `general:
  db: {url_file: db}
  cookie_secret_file: cookie
  mail: {mailfrom: a@example.org, addresses: [b@example.org], auth: {login: a, password_file: /abs/mail}}
  gotify: [{url: 'https://gotify.example', tokens_file: tokens}]
  ldap: {uri: 'ldaps://x', user_tree: t, user_attr: uid, bind_dn: cn=a, bind_pwd_file: ldap}
service: {secrets_file: tokens}
websites: [{domain: 'https://a.example'}]
`,
    "/run/credentials/db": secret("postgresql://a:b@host/argos\n"),
    db: secret("postgresql://wrong/one"),
    cookie: secret("c00kie\r\n"),
    "/abs/mail": secret("pass word"),
    tokens: secret("# agents\ntoken-one-of-all-agents\n\n  token-two-of-all-agents\n"),
    ldap: { secret: "open", isWorldReadable: true },
  };
  const config = goodConfig(files, { CREDENTIALS_DIRECTORY: "/run/credentials" });
  expect(config.database.url?.reveal()).toBe("postgresql://a:b@host/argos");
  expect(config.server.cookieSecret?.reveal()).toBe("c00kie");
  expect(config.notifications.mail?.login?.password.reveal()).toBe("pass word");
  expect(config.agentSecrets.map((one) => one.reveal())).toEqual(tokens);
  const gotify = [...config.notifications.recipients.values()].flatMap(({ address }) =>
    address.channel === "gotify" ? [address.token.reveal()] : [],
  );
  expect(gotify).toEqual(tokens);
  expect(config.server.ldap?.bind?.password.reveal()).toBe("open");
  expect(config.warnings).toEqual([
    'argos.yaml:6:88: every user of this machine can read the secret in "ldap": chmod o-r it',
  ]);
});

test("a byte order mark and DOS line ends are no problem", () => {
  const bytes = new TextEncoder().encode("\ufeffwebsites:\r\n  - domain: https://a.example\r\n");
  expect(domains(bytes)).toEqual(["https://a.example"]);
});

test("anchors, aliases and merge keys work", () => {
  const text = `websites:
  - &first
    domain: https://a.example
    frequency: 3m
    checks: &usual
      - status-is: 200
  - <<: *first
    domain: https://b.example
  - domain: https://c.example
    checks: *usual
`;
  expect(goodConfig(text).sites.map(({ domain, targets }) => [domain, targets[0]?.intervalMs, targets.length])).toEqual(
    [
      ["https://a.example", 180_000, 1],
      ["https://b.example", 180_000, 1],
      ["https://c.example", 300_000, 1],
    ],
  );
});

test.each([
  [100_000, 0],
  [100_001, 1],
])("aliases that stand for %d values give %d problems about it", (count, problems) => {
  // each alias of the list stands for the list and its items
  const items = count / 10 - 1;
  const text = `a: &a [${Array.from({ length: Math.floor(items) }, () => "x").join(",")}]\nb: &c x\nc: [${Array.from({ length: 10 }, () => "*a").join(",")}]\n`;
  const more = count % 10 > 0 ? "d: [*c]\n" : "";
  const found = problemsOf(text + more).filter((one) => one.includes("stand for more than"));
  expect(found).toHaveLength(problems);
});

test.each([
  [32, false],
  [33, true],
])("%d levels of brackets, refused: %p", (levels, isRefused) => {
  const nested = (open: string, close: string) => `${open.repeat(levels)}${close.repeat(levels)}`;
  for (const text of [nested("[", "]"), `# |\n${nested("[\n", "]\n")}`, nested("- ", "x").slice(0, levels * 2 + 1)]) {
    expect([text, problemsOf(text).some((one) => one.includes("levels deep"))]).toEqual([text, isRefused]);
  }
});

test("on disk, links to files are followed by globs and links in a circle are not", () => {
  const folder = join(scratch, "etc");
  mkdirSync(join(folder, "conf.d"), { recursive: true });
  writeFileSync(join(folder, "argos.yaml"), "include: ['conf.d/**/*.yaml']\n");
  writeFileSync(join(folder, "real.txt"), `websites:\n${site("linked")}`);
  symlinkSync("../real.txt", join(folder, "conf.d/linked.yaml"));
  symlinkSync("../conf.d", join(folder, "conf.d/circle"));
  symlinkSync("../gone", join(folder, "conf.d/dangling.yaml"));
  const result = loadConfig(join(folder, "argos.yaml"), { environment: {}, files: diskFiles });
  expect(result.kind === "loaded" && result.config.sites.map(({ domain }) => domain)).toEqual([
    "https://linked.example",
  ]);
});

test("a link that includes itself under another name is a circle", () => {
  const folder = join(scratch, "circle");
  mkdirSync(folder);
  writeFileSync(join(folder, "argos.yaml"), "include: other.yaml\nwebsites: []\n");
  symlinkSync("argos.yaml", join(folder, "other.yaml"));
  const result = loadConfig(join(folder, "argos.yaml"), { environment: {}, files: diskFiles });
  expect(result.kind === "invalid" && result.problems[0]?.message).toContain("circle");
});
