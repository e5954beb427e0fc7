import { afterAll, beforeEach, expect, test } from "bun:test";
import { configureSync, type LogRecord, resetSync } from "@logtape/logtape";
import { Secret } from "../../../src/base/secrets/secret.ts";
import type { Severity } from "../../../src/base/severity.ts";
import type { Address } from "../../../src/config/notifications.ts";
import { ntfyTextBytesMax } from "../../../src/notify/channels/ntfy.ts";
import { aBulletin, aSection, manyItems } from "../../builders/bulletin.ts";
import { aDelivery, addressesAt, aRecipient } from "../../builders/delivery.ts";
import { aSender } from "../../builders/sender.ts";
import { startHttpSink } from "../../harness/http-sink.ts";

const never = new AbortController().signal;
const sink = await startHttpSink();
const sender = aSender({ httpTimeoutMs: 4000 });
beforeEach(() => sink.behave({ kind: "answer", status: 200 }));
afterAll(async () => await sink[Symbol.asyncDispose]());

const secret = new Secret("token-0123456789");
const gotify = { channel: "gotify", url: sink.url, token: secret } as const;
const ntfy = { channel: "ntfy", url: sink.url, topic: new Secret("alerts"), token: secret } as const;
const apprise = { channel: "apprise", api: sink.url, urls: [new Secret("a://b@c"), new Secret("d://e@f")] } as const;

async function sent(address: Address, overrides: Parameters<typeof aDelivery>[0] = {}) {
  const outcome = await sender.send(aDelivery({ address, ...overrides }), never);
  const delivery = sink.deliveries.at(-1);
  if (delivery === undefined) throw new Error("nothing was sent");
  return { outcome, ...delivery, content: delivery.body === "" ? undefined : JSON.parse(delivery.body) };
}

/** A delivery whose letter has this severity. */
function withSeverity(severity: Severity) {
  const { letter } = aDelivery();
  return { letter: { ...letter, severity } };
}

test("Gotify gets plain text, a priority and where a tap leads, with its token in a header", async () => {
  const { letter } = aDelivery();
  const { outcome, method, path, headers, content } = await sent(gotify);
  expect(outcome).toEqual({ kind: "sent", answer: "HTTP 200: taken" });
  expect([method, path, headers["x-gotify-key"]]).toEqual(["POST", "/message", "token-0123456789"]);
  expect(content).toEqual({
    title: "❌ CRITICAL: example.org: wrong status",
    message: letter.text,
    priority: 9,
    extras: {
      "client::display": { contentType: "text/plain" },
      "client::notification": { click: { url: "https://argos.example.net/incidents/7" } },
    },
  });
});

test.each([
  ["ok", "✅", 1, 2, "success"],
  ["unknown", "❔", 5, 3, "info"],
  ["warning", "⚠️", 5, 4, "warning"],
  ["critical", "❌", 9, 5, "failure"],
] as const)("%s looks like %s and is as urgent as it should", async (severity, icon, atGotify, atNtfy, atApprise) => {
  const one = await sent(gotify, withSeverity(severity));
  const other = await sent(ntfy, withSeverity(severity));
  const third = await sent(apprise, withSeverity(severity));
  expect([one.content.priority, other.content.priority, third.content.type]).toEqual([atGotify, atNtfy, atApprise]);
  for (const { content } of [one, other, third]) expect(content.title).toStartWith(`${icon} `);
});

test("ntfy gets JSON at its root, with a button in the reader's language", async () => {
  const { letter } = aDelivery();
  const { path, headers, content } = await sent(ntfy, { recipient: aRecipient(ntfy, { language: "fr" }) });
  expect([path, headers.authorization]).toEqual(["/", "Bearer token-0123456789"]);
  expect(content).toEqual({
    topic: "alerts",
    title: "❌ CRITICAL: example.org: wrong status",
    message: letter.text,
    priority: 5,
    click: "https://argos.example.net/incidents/7",
    actions: [{ action: "view", label: "Voir", url: "https://argos.example.net/incidents/7" }],
  });
});

test("ntfy without a token is asked without one, and without a place to go nothing is to be tapped", async () => {
  const { letter } = aDelivery();
  const { headers, content } = await sent(
    { ...ntfy, token: undefined },
    { letter: { ...letter, clickUrl: undefined } },
  );
  expect(headers).not.toHaveProperty("authorization");
  expect(Object.keys(content)).toEqual(["topic", "title", "message", "priority"]);
  const { content: atGotify } = await sent(gotify, { letter: { ...letter, clickUrl: undefined } });
  expect(Object.keys(atGotify.extras)).toEqual(["client::display"]);
});

test.each([
  [ntfyTextBytesMax - 1, false],
  [ntfyTextBytesMax, false],
  [ntfyTextBytesMax + 1, true],
])("a text of %d bytes is cut for ntfy at a line: %p", async (bytes, isCut) => {
  const text = `é\n${"x".repeat(bytes - 3)}`;
  const { letter } = aDelivery();
  const { content } = await sent(ntfy, { letter: { ...letter, text } });
  expect(content.message).toBe(isCut ? "é\n…" : text);
});

test("a long list stays within what ntfy takes", async () => {
  const { content } = await sent(ntfy, { bulletin: aBulletin([aSection(manyItems(50))]) });
  expect(Buffer.byteLength(content.message)).toBeLessThanOrEqual(ntfyTextBytesMax);
  expect(content.message).toEndWith("\n…");
});

test("an Apprise API server gets the URLs to notify along with the message", async () => {
  const { letter } = aDelivery();
  const { path, content } = await sent(apprise);
  expect(path).toBe("/notify");
  expect(content).toEqual({
    urls: "a://b@c, d://e@f",
    title: "❌ CRITICAL: example.org: wrong status",
    body: letter.text,
    type: "failure",
    format: "text",
  });
});

test.each([
  [200, { kind: "sent" }],
  [204, { kind: "failed", again: false, perhaps: false }],
  [424, { kind: "failed", again: true, perhaps: true }],
  [400, { kind: "failed", again: false, perhaps: false }],
  [500, { kind: "failed", again: true, perhaps: false }],
] as const)("Apprise's status %d means what it means to Apprise", async (status, expected) => {
  sink.behave({ kind: "answer", status });
  expect((await sent(apprise)).outcome).toMatchObject(expected);
});

test("a heartbeat calls its URL", async () => {
  const address = { channel: "heartbeat", url: new Secret(`${sink.url}/beat/abcdef-0123`) } as const;
  const { method, path, body } = await sent(address, { bulletin: undefined });
  expect([method, path, body]).toEqual(["GET", "/beat/abcdef-0123", ""]);
});

test("a message for the log is one line with its title and its key", async () => {
  const records: LogRecord[] = [];
  configureSync({
    reset: true,
    sinks: { kept: (record) => void records.push(record) },
    loggers: [
      { category: ["argos"], sinks: ["kept"] },
      { category: ["logtape", "meta"], sinks: [] },
    ],
  });
  expect(await sender.send(aDelivery(), never)).toEqual({ kind: "sent", answer: "written to the log" });
  resetSync();
  expect(records.map(({ properties }) => properties)).toEqual([
    {
      title: "CRITICAL: example.org: wrong status",
      severity: "critical",
      recipient: "local:someone",
      key: aDelivery().idempotencyKey,
    },
  ]);
});

test.each(addressesAt(sink.url).map((address) => [address.channel, address] as const))(
  "each attempt of a %s carries the same key, and an answer gives no secret away",
  async (_, address) => {
    const body = "token-0123456789 /hooks/Xk93jd0 /beats/Xk93jd0 matrix://user:pass-word@example.org pass-word";
    sink.behave({ kind: "answer", status: 500, body });
    const first = await sent(address);
    const second = await sent(address);
    expect(first.headers["idempotency-key"]).toBe(aDelivery().idempotencyKey);
    expect(second.headers["idempotency-key"]).toBe(aDelivery().idempotencyKey);
    expect(first.outcome).toMatchObject({ kind: "failed", again: true });
    const own: Readonly<Record<string, RegExp>> = {
      gotify: /token-0/,
      ntfy: /token-0/,
      webhook: /hooks\/Xk|token-0/,
      apprise: /pass-word/,
      heartbeat: /beats\/Xk/,
    };
    expect(first.outcome.answer).toContain("***");
    expect(first.outcome.answer).not.toMatch(own[address.channel] ?? /^/);
  },
);

test.each([
  ["https://push.example.org/gotify/", "https://push.example.org/gotify/message"],
  ["https://push.example.org", "https://push.example.org/message"],
])("a server at %s takes messages at %s", async (url, expected) => {
  const { gotifyMessage } = await import("../../../src/notify/channels/gotify.ts");
  expect(gotifyMessage(aDelivery(), { channel: "gotify", url, token: secret }).url).toBe(expected);
});
