import { expect, test } from "bun:test";
import { messageTable, replayLine } from "../../../src/cli/message-text.ts";
import type { MessageItem } from "../../../src/contract/v1/message.ts";

function anItem(overrides: Partial<MessageItem> = {}): MessageItem {
  return {
    id: 12,
    recipient: "mail:admin@example.org",
    state: "dead",
    group: "cause:3",
    events: 1,
    createdAt: "2026-08-01T14:00:00.000Z",
    endedAt: "2026-08-02T14:00:01.000Z",
    attempts: 31,
    title: "CRITICAL: example.org",
    answer: "550 no such mailbox",
    ...overrides,
  };
}

test("messages stand in columns, each with when it came to its state", () => {
  const waiting = anItem({ id: 9, state: "waiting", endedAt: null, attempts: 0, title: "", answer: "" });
  expect(messageTable([anItem(), waiting])).toBe(`\
ID  STATE    SINCE (UTC)          TO                      ATTEMPTS  TITLE                  ANSWER
12  dead     2026-08-02 14:00:01  mail:admin@example.org  31        CRITICAL: example.org  550 no such mailbox
9   waiting  2026-08-01 14:00:00  mail:admin@example.org  0
`);
});

test.each([
  ["a".repeat(60), "a".repeat(60)],
  ["a".repeat(61), `${"a".repeat(59)}…`],
])("a title is cut after 60 characters: %s", (title, shown) => {
  expect(messageTable([anItem({ title })])).toContain(`  ${shown}  550 `);
});

test("what a mail server says moves no cursor and opens no line", () => {
  const table = messageTable([anItem({ answer: "550 \u001b[2Jgone\r\nID  1", recipient: "mail:\u0007a@b" })]);
  expect(table).toContain("550 [2Jgone ID 1\n");
  expect(table).toContain("  mail:a@b  ");
  expect(table.split("\n")).toHaveLength(3);
});

test.each([
  ["replayed", "waiting", "message 12 goes to mail:admin@example.org again, as soon as a server runs"],
  ["not-dead", "sent", "message 12 to mail:admin@example.org is left alone: it is sent, not dead"],
] as const)("a replay that is %s is told", (outcome, state, line) => {
  expect(replayLine({ outcome, message: anItem({ state }) })).toBe(line);
});
