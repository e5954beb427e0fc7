import { afterAll, expect, test } from "bun:test";
import PostalMime from "postal-mime";
import type { Change, Item } from "../../../src/notify/bulletin.ts";
import { letterOf } from "../../../src/notify/letter.ts";
import { aBulletin, aCause, anItem, aSection, bulletinNowMs } from "../../builders/bulletin.ts";
import { aDelivery, addressesAt, aMailServer } from "../../builders/delivery.ts";
import { aSender } from "../../builders/sender.ts";
import { startHttpSink } from "../../harness/http-sink.ts";
import { startSmtpSink } from "../../harness/smtp-sink.ts";

const http = await startHttpSink();
const smtp = await startSmtpSink();
afterAll(async () => {
  await http[Symbol.asyncDispose]();
  await smtp[Symbol.asyncDispose]();
});

const never = new AbortController().signal;
const sender = aSender({ mailServer: () => aMailServer({ port: smtp.port }) });
const to = { channel: "mail", to: "admin@example.org" } as const;

const hostileTexts = [
  ["markup", "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;[x](javascript:alert(1))**b**"],
  ["a header", "x\r\nBcc: victim@example.com\r\nContent-Type: text/html\r\n\r\n<b>body</b>"],
  ["a bare line feed", "x\nBcc: victim@example.com\n\nbody"],
  ["a bare carriage return", "x\rBcc: victim@example.com\r\rbody"],
  ["the end of a mail", "x\r\n.\r\nMAIL FROM:<e@e.example>\r\nRCPT TO:<victim@example.com>\r\nDATA\r\nx\r\n.\r\n"],
  ["an encoded word", "=?utf-8?q?x=0D=0ABcc:_victim@example.com?= =?utf-8?b?DQpCY2M6IHZAeA==?="],
  ["addresses", 'a@b, "x" <victim@example.com>; <victim@example.com>,'],
  ["100 KB", "x".repeat(100_000)],
  ["100 KB of emoji", "👍🏽".repeat(25_000)],
  ["bidi", "\u202egnp.exe\u202c \u2066x\u2069 \u200f\u061c"],
  ["line separators", "a\u2028Bcc: victim@example.com\u2029b\u0085c\u000bd\u000ce"],
  ["lone surrogates", "a\ud800b\udc00c\udfff"],
  ["NUL and escapes", "a\u0000b\u001b[31m\u0007\u007f\u009b"],
  ["templates", "${7*7}{{7*7}}%s%n{title}{0}"],
  ["names of prototypes", "__proto__"],
  ["nothing", ""],
] as const;

/** A hostile text in each field that holds one. */
function hostileItem(text: string, overrides: Partial<Item> = {}): Item {
  return anItem({
    message: text,
    domain: text,
    url: text,
    checkKey: text,
    definedAt: text,
    labels: { [text]: text, owner: text },
    agent: text,
    links: { incident: text, acknowledge: text, silence: text },
    ...overrides,
  });
}

function hostileBulletin(text: string, change: Change = "opened") {
  const cause = aCause({ kind: "issuer", value: text, incidents: 9, openIncidents: 9 });
  const over = change === "recovered" ? { severity: "ok" as const, closedMs: bulletinNowMs } : {};
  const [one, two] = [hostileItem(text, { change, ...over }), hostileItem(text, { domain: `${text}2` })];
  return aBulletin([aSection([one], { cause }), aSection([one, two, one, two], { cause, more: 3 })]);
}

/** C0 but for the line feed between our own lines, C1, marks of direction, separators of lines, lone surrogates. */
const unclean =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u;

const ourLine = /^(?:- )?(?: {2})?(?:[A-Z][\w ]*: |OK|UNKNOWN|WARNING|CRITICAL|and \d|All of this cause: |$)/;

const mailHeaders = [
  "auto-submitted",
  "content-transfer-encoding",
  "content-type",
  "date",
  "from",
  "list-id",
  "message-id",
  "mime-version",
  "subject",
  "to",
  "x-argos-key",
  "x-argos-severity",
];

test.each(hostileTexts)("%s reaches no header, no other recipient and no markup of a mail", async (_, text) => {
  for (const change of ["opened", "recovered"] as const) {
    const delivery = aDelivery({ address: to, bulletin: hostileBulletin(text, change) });
    const seen = smtp.seen.length;
    expect(await sender.send(delivery, never)).toMatchObject({ kind: "sent" });
    expect(smtp.seen).toHaveLength(seen + 1);
    const mail = smtp.mails.at(-1);
    expect(mail?.to).toEqual(["admin@example.org"]);
    const parsed = await PostalMime.parse(mail?.raw ?? "");
    expect(parsed.headers.map(({ key }) => key).sort()).toEqual(mailHeaders);
    expect(parsed.to).toMatchObject([{ address: "admin@example.org" }]);
    expect([parsed.cc, parsed.bcc, parsed.replyTo, parsed.html]).toEqual([undefined, undefined, undefined, undefined]);
    expect(parsed.attachments).toEqual([]);
    expect(parsed.subject?.length).toBeLessThanOrEqual(200);
    expect(parsed.subject).not.toMatch(unclean);
    expect(parsed.headers.find(({ key }) => key === "content-type")?.value).toBe("text/plain; charset=utf-8");
    expect(parsed.text?.trimEnd()).toBe(delivery.letter.text.trimEnd());
    expect(mail?.raw.includes(0)).toBe(false);
  }
});

test.each(hostileTexts)("%s in every field leaves a letter of clean lines, each with its label", (_, text) => {
  for (const language of ["en", "fr"] as const) {
    const letter = letterOf({ ...hostileBulletin(text), language });
    expect(letter.title).not.toMatch(unclean);
    expect(letter.title).not.toContain("\n");
    expect(letter.title.length).toBeLessThanOrEqual(200);
    expect(letter.text).not.toMatch(unclean);
    expect(letter.text.length).toBeLessThan(60_000);
    if (language === "fr") continue;
    expect(letter.text.split("\n").filter((line) => !ourLine.test(line))).toEqual([]);
  }
});

/** Keys of an object and of what is in it. Names of labels are the configuration's, and what is common depends on values. */
function keysOf(value: unknown, path = ""): string[] {
  if (value === null || typeof value !== "object" || /labels$|^.commonAnnotations$/i.test(path)) return [path];
  if (Array.isArray(value)) return value.flatMap((each) => keysOf(each, `${path}[]`));
  return Object.entries(value).flatMap(([key, each]) => keysOf(each, `${path}.${key}`));
}

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, each]) => [key, ...textsOf(each)]);
}

async function sentTo(address: ReturnType<typeof addressesAt>[number], text: string) {
  const before = http.deliveries.length;
  const outcome = await sender.send(aDelivery({ address, bulletin: hostileBulletin(text) }), never);
  expect(outcome).toMatchObject({ kind: "sent" });
  const [delivery, ...others] = http.deliveries.slice(before);
  expect(others).toEqual([]);
  if (delivery === undefined) throw new Error("nothing was sent");
  return { ...delivery, content: delivery.body === "" ? null : JSON.parse(delivery.body) };
}

const uniqueSorted = (texts: readonly string[]) => [...new Set(texts)].sort();

test.each(
  addressesAt(http.url).flatMap((address) =>
    hostileTexts.map(([name, text]) => {
      const shape = address.channel === "webhook" ? ` (${address.shape})` : "";
      return [address.channel + shape, name, address, text] as const;
    }),
  ),
)("%s gets %s as text among the keys it expects", async (_, __, address, text) => {
  const harmless = await sentTo(address, "harmless");
  const { headers, path, body, content } = await sentTo(address, text);
  expect(Object.keys(headers).sort()).toEqual(Object.keys(harmless.headers).sort());
  expect(path).toBe(harmless.path);
  expect(uniqueSorted(keysOf(content))).toEqual(uniqueSorted(keysOf(harmless.content)));
  expect(textsOf(content).filter((each) => unclean.test(each))).toEqual([]);
  expect(Buffer.byteLength(body)).toBeLessThan(400_000);
});

test("the check for clean texts sees what it looks for", () => {
  for (const bad of ["\u0000", "\r", "\t", "\u0085", "\u202e", "\u2028", "\ud800"]) expect(bad).toMatch(unclean);
  expect("two\nlines, 👍 and é").not.toMatch(unclean);
  expect(ourLine.test("Bcc: victim@example.com")).toBe(true);
  expect(ourLine.test("victim@example.com")).toBe(false);
});
