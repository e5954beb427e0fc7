import { expect, test } from "bun:test";
import { hostname } from "node:os";
import { whoever } from "../../../src/cli/silence-words.ts";

test.each([
  [{ SUDO_USER: "alice", USER: "root", LOGNAME: "root" }, "alice"],
  [{ USER: "bob", LOGNAME: "carol" }, "bob"],
  [{ SUDO_USER: "", USER: "", LOGNAME: "carol" }, "carol"],
  [{}, `uid-${process.getuid?.()}`],
  [{ USER: "mallory\u001b[2J\n" }, "mallory[2J"],
])("with %j a command is run by %s", (environment, user) => {
  expect(whoever(environment).replaceAll(" ", "")).toBe(`cli:${user}@${hostname()}`);
});
