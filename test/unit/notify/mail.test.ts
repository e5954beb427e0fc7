import { afterAll, beforeEach, expect, test } from "bun:test";
import PostalMime from "postal-mime";
import { Secret } from "../../../src/base/secrets/secret.ts";
import type { MailServer } from "../../../src/config/notifications.ts";
import type { Delivery } from "../../../src/notify/delivery.ts";
import { aDelivery, aMailServer } from "../../builders/delivery.ts";
import { aSender, patience } from "../../builders/sender.ts";
import { type CertificateKind, createAuthority } from "../../farm/certificates.ts";
import { freePort } from "../../harness/argos.ts";
import { type SmtpSinkOptions, startSmtpSink, type TakenMail } from "../../harness/smtp-sink.ts";

const never = new AbortController().signal;
const address = { channel: "mail", to: "admin@example.org" } as const;

const sink = await startSmtpSink();
beforeEach(() => sink.behave({ kind: "accept" }));
afterAll(async () => await sink[Symbol.asyncDispose]());

const unsent = { kind: "failed", again: true, perhaps: false } as const;
const doubtful = { kind: "failed", again: true, perhaps: true } as const;
const hopeless = { kind: "failed", again: false, perhaps: false } as const;

function sendTo(port: number, overrides: Partial<Delivery> = {}, server: Partial<MailServer> = {}) {
  const sender = aSender({ mailServer: () => aMailServer({ port, ...server }) });
  return sender.send(aDelivery({ address, ...overrides }), never);
}

async function parsed(mail: TakenMail | undefined) {
  return await PostalMime.parse(mail?.raw ?? "");
}

test("a mail goes to its one recipient, as plain text that no machine answers", async () => {
  const delivery = aDelivery({ address });
  const before = Date.now();
  expect(await sendTo(sink.port)).toEqual({ kind: "sent", answer: "250 OK: message queued" });
  const mail = sink.mails.at(-1);
  expect(mail).toMatchObject({ from: "argos@example.net", to: ["admin@example.org"], secure: false });
  const { subject, text, html, from, to, headers, date } = await parsed(mail);
  expect(subject).toBe("[Argos] CRITICAL: example.org: wrong status");
  expect(text?.trimEnd()).toBe(delivery.letter.text);
  expect(html).toBeUndefined();
  expect(from).toMatchObject({ name: "Argos", address: "argos@example.net" });
  expect(to).toMatchObject([{ address: "admin@example.org" }]);
  expect(Date.parse(date ?? "") - before).toBeGreaterThan(-2000);
  const named = new Map(headers.map(({ key, value }) => [key, value]));
  expect(named.get("auto-submitted")).toBe("auto-generated");
  expect(named.get("list-id")).toBe("<argos.example.net>");
  expect(named.get("content-type")).toBe("text/plain; charset=utf-8");
  expect(named.get("x-argos-key")).toBe(delivery.idempotencyKey);
  expect(named.get("x-argos-severity")).toBe("critical");
});

test("a sender may have a name", async () => {
  await sendTo(sink.port, {}, { from: "Veille de l'asso <veille@example.net>" });
  const mail = sink.mails.at(-1);
  expect(mail?.from).toBe("veille@example.net");
  expect((await parsed(mail)).from).toMatchObject({ name: "Veille de l'asso", address: "veille@example.net" });
});

test("the messages of a story are one thread, whichever attempt or message comes first", async () => {
  const later = "11111111-2222-4333-8444-555555555555";
  const stories: Partial<Delivery>[] = [
    { opensThread: true },
    { opensThread: true },
    { opensThread: false, idempotencyKey: later },
    { opensThread: false, idempotencyKey: later },
    { opensThread: true, thread: "cause-13" },
  ];
  const mails: Awaited<ReturnType<typeof parsed>>[] = [];
  for (const story of stories) {
    await sendTo(sink.port, story);
    mails.push(await parsed(sink.mails.at(-1)));
  }
  const [first, again, second, secondAgain, other] = mails;
  expect(first?.messageId).toMatch(/^<[0-9a-f]{32}@example\.net>$/);
  expect(again?.messageId).toBe(first?.messageId);
  expect(first?.inReplyTo).toBeUndefined();
  expect(second?.messageId).toBe(`<${later}@example.net>`);
  expect(secondAgain?.messageId).toBe(second?.messageId);
  expect(second?.inReplyTo).toBe(first?.messageId);
  expect(second?.references).toBe(first?.messageId);
  expect(other?.messageId).not.toBe(first?.messageId);
});

test.each([
  ["connect", 421, unsent],
  ["connect", 554, unsent],
  ["mail", 450, unsent],
  ["mail", 553, unsent],
  ["rcpt", 450, unsent],
  ["rcpt", 550, hopeless],
  ["end", 421, unsent],
  ["end", 450, unsent],
  ["end", 550, hopeless],
  ["end", 552, hopeless],
] as const)("a refusal at %s with %d", async (at, code, expected) => {
  const { length } = sink.mails;
  sink.behave({ kind: "reject", at, code, text: "go away" });
  const outcome = await sendTo(sink.port);
  expect(outcome).toMatchObject(expected);
  expect(outcome.answer).toStartWith("127.0.0.1: ");
  expect(outcome.answer).toContain(`${code} go away`);
  expect(sink.mails).toHaveLength(length);
});

test.each([
  ["stall", "connect", unsent],
  ["stall", "mail", unsent],
  ["stall", "rcpt", unsent],
  ["stall", "end", doubtful],
  ["break", "connect", unsent],
  ["break", "mail", unsent],
  ["break", "rcpt", unsent],
  ["break", "end", doubtful],
] as const)("a %s at %s", async (kind, at, expected) => {
  sink.behave({ kind, at });
  const sender = aSender({
    mailServer: () => aMailServer({ port: sink.port }),
    mailPatience: kind === "stall" ? { ...patience, greetingMs: 1000, silenceMs: 1000 } : patience,
  });
  expect(await sender.send(aDelivery({ address }), never)).toMatchObject(expected);
});

test("a server that is slow but never silent does not hold a mail for ever", async () => {
  sink.behave({ kind: "stall", at: "end" });
  const mailPatience = { ...patience, wholeMs: 1000 };
  const sender = aSender({ mailServer: () => aMailServer({ port: sink.port }), mailPatience });
  const outcome = await sender.send(aDelivery({ address }), never);
  expect(outcome).toMatchObject({ ...doubtful, answer: "127.0.0.1: not done in time" });
});

test("a server that recovers gets the next attempt", async () => {
  const { length } = sink.mails;
  sink.behave({ kind: "break", at: "rcpt" });
  expect(await sendTo(sink.port)).toMatchObject(unsent);
  sink.behave({ kind: "accept" });
  expect(await sendTo(sink.port)).toMatchObject({ kind: "sent" });
  expect(sink.mails).toHaveLength(length + 1);
});

test("a port that nobody listens at is tried again", async () => {
  expect(await sendTo(freePort())).toMatchObject(unsent);
});

test("without a mail server in force no mail is tried", async () => {
  expect(await aSender().send(aDelivery({ address }), never)).toMatchObject({
    ...hopeless,
    answer: "no mail server is configured",
  });
});

test("an abort rejects with its reason", async () => {
  sink.behave({ kind: "stall", at: "end" });
  const stopping = new AbortController();
  const sender = aSender({ mailServer: () => aMailServer({ port: sink.port }) });
  const sending = sender.send(aDelivery({ address }), stopping.signal);
  stopping.abort(new Error("shutting down"));
  expect(sending).rejects.toThrow("shutting down");
  expect(sender.send(aDelivery({ address }), stopping.signal)).rejects.toThrow("shutting down");
});

const authority = await createAuthority();
const login = { user: "argos", password: new Secret("correct horse battery") };
const known = { user: "argos", password: "correct horse battery" };

async function secureSink(kind: CertificateKind, mode: "starttls" | "tls", rest: SmtpSinkOptions = {}) {
  return await startSmtpSink({
    tls: { mode, certificate: await authority.issue(kind, { names: ["localhost"] }) },
    ...rest,
  });
}

async function sendSecurely(port: number, server: Partial<MailServer>) {
  const mailServer = () => aMailServer({ host: "localhost", port, ...server });
  return await aSender({ mailServer, caPem: authority.caPem }).send(aDelivery({ address }), never);
}

test.each([["starttls"], ["tls"]] as const)("over %s mail and password are encrypted", async (security) => {
  await using secured = await secureSink("good", security, { login: known });
  expect(await sendSecurely(secured.port, { security, login })).toMatchObject({ kind: "sent" });
  expect(secured.mails).toMatchObject([{ to: ["admin@example.org"], secure: true, user: "argos" }]);
});

test.each([
  ["starttls", "expired"],
  ["starttls", "wrong-host"],
  ["starttls", "self-signed"],
  ["tls", "expired"],
  ["tls", "wrong-host"],
  ["tls", "unknown-issuer"],
] as const)("over %s nothing is said to a server whose certificate is %s", async (security, kind) => {
  await using secured = await secureSink(kind, security, { login: known });
  expect(await sendSecurely(secured.port, { security, login })).toMatchObject(unsent);
  expect(secured.seen).toEqual([]);
});

test("a server that should offer STARTTLS and does not is told nothing", async () => {
  await using plain = await startSmtpSink({ login: known });
  expect(await sendSecurely(plain.port, { security: "starttls", login })).toMatchObject(unsent);
  expect(plain.seen).toEqual([]);
});

test("a password that is not accepted is for the administrator to mend, and is not repeated", async () => {
  await using plain = await startSmtpSink({ login: known });
  const wrong = { user: "argos", password: new Secret("who are you?") };
  const outcome = await sendTo(plain.port, {}, { login: wrong });
  expect(outcome).toMatchObject(unsent);
  expect(outcome.answer).toContain("535 ***");
});

test("a server that knows no login is not given mail without one", async () => {
  expect(await sendTo(sink.port, {}, { login })).toMatchObject(unsent);
});
