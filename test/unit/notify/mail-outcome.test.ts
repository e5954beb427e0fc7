import { expect, test } from "bun:test";
import { type MailFailure, mailOutcome } from "../../../src/notify/mail-outcome.ts";

const failure = (overrides: Partial<MailFailure>): MailFailure => ({
  code: "EENVELOPE",
  command: "RCPT TO",
  replyCode: undefined,
  message: "Mail failed",
  handedOver: false,
  ...overrides,
});

test.each([
  ["CONN", "EPROTOCOL", 421, true],
  ["EHLO", "EPROTOCOL", 554, true],
  ["STARTTLS", "ETLS", 454, true],
  ["STARTTLS", "ETLS", 554, true],
  ["AUTH PLAIN", "EAUTH", 454, true],
  ["AUTH PLAIN", "EAUTH", 535, true],
  ["MAIL FROM", "EENVELOPE", 451, true],
  ["MAIL FROM", "EENVELOPE", 530, true],
  ["MAIL FROM", "EENVELOPE", 553, true],
  ["MAIL FROM", "EENVELOPE", 552, false],
  ["RCPT TO", "EENVELOPE", 450, true],
  ["RCPT TO", "EENVELOPE", 499, true],
  ["RCPT TO", "EENVELOPE", 500, false],
  ["RCPT TO", "EENVELOPE", 503, true],
  ["RCPT TO", "EENVELOPE", 550, false],
  ["DATA", "EENVELOPE", 421, true],
  ["DATA", "EMESSAGE", 452, true],
  ["DATA", "EMESSAGE", 552, false],
  ["DATA", "EMESSAGE", 554, false],
] as const)("on %s, %s with reply %d, whether to try again: %p", (command, code, replyCode, again) => {
  const handedOver = code === "EMESSAGE";
  expect(mailOutcome(failure({ command, code, replyCode, handedOver }))).toMatchObject({ again, perhaps: false });
});

test.each([
  ["ECONNECTION", false, true, false],
  ["ECONNECTION", true, true, true],
  ["ETIMEDOUT", true, true, true],
  ["ETIMEDOUT", false, true, false],
  ["EDNS", false, true, false],
  ["EMESSAGE", false, false, false],
] as const)("%s without a reply, handed over %p: again %p, perhaps %p", (code, handedOver, again, perhaps) => {
  expect(mailOutcome(failure({ command: "CONN", code, handedOver }))).toMatchObject({ again, perhaps });
});

test("an address that the library itself refuses is not tried again", () => {
  expect(mailOutcome(failure({ command: "API" }))).toMatchObject({ again: false });
});

test("what the server said is one clean, short line", () => {
  const { answer } = mailOutcome(failure({ replyCode: 550, message: `a\r\nb\u202ec${"x".repeat(400)}` }));
  expect(answer).toStartWith("a bcxxx");
  expect(answer).toHaveLength(300);
});
