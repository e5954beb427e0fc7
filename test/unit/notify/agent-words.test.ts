import { expect, test } from "bun:test";
import { englishReasons } from "../../../src/notify/words/english-reasons.ts";
import { frenchReasons } from "../../../src/notify/words/french-reasons.ts";

test("an isolated agent is named by what holds for every cause, not by a fault of the network", () => {
  for (const words of [englishReasons["agent-isolated"], frenchReasons["agent-isolated"]]) {
    expect(words).not.toMatch(/network|réseau/);
  }
});
