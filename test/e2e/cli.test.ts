import { afterAll, expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../src/base/version.ts";
import { runArgos, temporaryDirectory, write } from "../harness/argos.ts";

const files = temporaryDirectory();
afterAll(() => files[Symbol.dispose]());

const argos = (args: readonly string[], env: Record<string, string> = {}, directory = files.path) =>
  runArgos(args, { directory, env });

test.each([[["version"]], [["--version"]]])(
  "%j prints the version on standard output and nothing else",
  async (args) => {
    expect(await argos(args)).toEqual({ out: `${version}\n`, err: "", code: 0 });
  },
);

test.each([
  [[]],
  [["serve"]],
  [["agent"]],
  [["migrate"]],
  [["config"]],
  [["config", "validate"]],
  [["config", "show"]],
  [["config", "schema"]],
  [["version"]],
  [["silence"]],
  [["silence", "add"]],
  [["silence", "list"]],
  [["silence", "end"]],
  [["message"]],
  [["message", "list"]],
  [["message", "replay"]],
  [["nagios"]],
  [["maintenance"]],
  [["maintenance", "start"]],
  [["maintenance", "end"]],
  [["test-notification"]],
  [["user"]],
  [["user", "add"]],
  [["user", "passwd"]],
  [["user", "role"]],
  [["user", "disable"]],
  [["user", "enable"]],
  [["user", "delete"]],
  [["user", "list"]],
  [["user", "verify"]],
  [["token"]],
  [["token", "create"]],
  [["token", "list"]],
  [["token", "revoke"]],
])("the help of %j has an example and exits 0", async (command) => {
  const { out, err, code } = await argos([...command, "--help"]);
  expect(out).toContain("Usage: argos");
  expect(out).toMatch(/Examples?:\n {2}\S*.*argos/);
  expect({ err, code }).toEqual({ err: "", code: 0 });
});

test.each([
  [["serv"], "Did you mean serve"],
  [["serve", "--prot", "1"], "Did you mean --port"],
  [["serve", "--port", "70000"], "0 to 65535"],
  [["serve", "--port", "0x50"], "0 to 65535"],
  [["serve", "--port", "1e4"], "0 to 65535"],
  [["agent", "http://127.0.0.1:1", "token", "--name", "a\nb"], "visible characters"],
  [["agent", "http://127.0.0.1:1", "token", "--name", ""], "visible characters"],
  [["agent", "http://127.0.0.1:1", "token", "--name", "x".repeat(254)], "visible characters"],
  [["agent", "http://127.0.0.1:1", "t\u00f6ken"], "what no token has"],
  [["token", "create", "--name", "x", "--scope", "read", "--expires", "3651d"], "at most 3650d"],
  [["token", "create", "--name", "x", "--scope", "read", "--expires", "999999999d"], "at most 3650d"],
  [["agent"], "ARGOS_AGENT_SERVER_URL"],
  [["agent", "https://argos.example.org"], "ARGOS_AGENT_TOKEN"],
  [["agent", "argos.example.org", "token"], "must be a URL"],
  [["serve"], "Name one with --config"],
  [["silence", "add", "--match", "domain=*"], "--for"],
  [["silence", "add", "--for", "2h"], "which sites"],
  [["silence", "add", "--for", "2x", "--match", "domain=*"], "not a duration"],
  [["silence", "add", "--for", "2h", "--match", "host=a"], "domain=… or label.NAME=…"],
  [["silence", "add", "--for", "2h", "--match", "label.=a"], "domain=… or label.NAME=…"],
  [["silence", "add", "--for", "2h", "--match", "domain=a", "--match", "domain=b"], "given twice"],
  [["silence", "end", "x"], "silence list"],
  [["silence", "end"], "missing required argument"],
  [["silence", "list"], "Name one with --config"],
  [["message", "list", "--state", "deed"], "waiting, sealed, sent, dead, dropped"],
  [["message", "list", "--limit", "0"], "from 1 to 10000"],
  [["message", "list", "--limit", "10001"], "from 1 to 10000"],
  [["message", "list", "--limit", "10000"], "Name one with --config"],
  [["message", "replay"], "missing required argument"],
  [["message", "replay", "0"], "message list"],
  [["message", "replay", "12", "--server", "https://argos.example.org"], "ARGOS_TOKEN"],
  [["silence", "list", "--server", "argos.example.org"], "must be a URL"],
  [["silence", "list", "--server", "https://argos.example.org"], "ARGOS_TOKEN"],
  [["maintenance", "start"], "which sites"],
  [["maintenance", "end"], "which sites"],
])("%j is called wrongly: exit 2, and standard error says what to do", async (args, said) => {
  const { out, err, code } = await argos(args);
  expect(err).toContain(said);
  expect(err).not.toMatch(/^ +at /m);
  expect({ out, code }).toEqual({ out: "", code: 2 });
});

test("a configuration with problems is exit 1, each problem a line on standard output", async () => {
  const file = write(files.path, "bad.yaml", "general:\n  frequenzy: 1m\nwebsites:\n  - domain: ftp://example.org\n");
  const { out, code } = await argos(["config", "validate", file]);
  expect(code).toBe(1);
  expect(out).toMatch(/bad\.yaml:2:3: .*frequency/);
  expect(out).toMatch(/bad\.yaml:4:\d+: /);
});

test("a valid configuration is exit 0 with nothing on standard output", async () => {
  const file = write(files.path, "good.yaml", "websites:\n  - domain: https://example.org\n");
  const { out, code } = await argos(["config", "validate", file]);
  expect({ out, code }).toEqual({ out: "", code: 0 });
});

test("secrets are shown as ***", async () => {
  const file = write(
    files.path,
    "secret.yaml",
    "service:\n  secrets: [hunter2hunter2]\nwebsites:\n  - domain: https://example.org\n",
  );
  const { out, code } = await argos(["config", "show", file]);
  expect(code).toBe(0);
  expect(out).toContain("***");
  expect(out).not.toContain("hunter2");
});

test("the schema is JSON Schema draft-07", async () => {
  const { out } = await argos(["config", "schema"]);
  expect(JSON.parse(out).$schema).toBe("http://json-schema.org/draft-07/schema#");
});

test("a .env and a bunfig.toml of the working directory have no effect", async () => {
  const folder = join(files.path, "trap");
  mkdirSync(folder);
  write(folder, ".env", "ARGOS_YAML_FILE=/nowhere.yaml\n");
  write(folder, "evil.ts", 'import { writeFileSync } from "node:fs"; writeFileSync("ran", "");\n');
  write(folder, "bunfig.toml", 'preload = ["./evil.ts"]\n');
  write(folder, "argos.yaml", "websites:\n  - domain: https://example.org\n");
  const { err, code } = await argos(["config", "validate"], {}, folder);
  expect(err).toContain("argos.yaml is valid");
  expect(code).toBe(0);
  expect(await Bun.file(join(folder, "ran")).exists()).toBe(false);
});

test("nothing is coloured, with NO_COLOR and without", async () => {
  const escapeCharacter = String.fromCharCode(27);
  for (const env of [{ NO_COLOR: "1" }, { FORCE_COLOR: "1" }]) {
    const { out, err } = await argos(["serve", "--help"], env);
    expect(out + err).not.toContain(escapeCharacter);
  }
});
