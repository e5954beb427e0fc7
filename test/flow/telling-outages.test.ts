import { expect, test } from "bun:test";
import { tellingConfig } from "../builders/telling-config.ts";
import { testDatabase } from "../harness/database.ts";
import { down, healthy, startTelling } from "../harness/telling.ts";

const { database: db } = await testDatabase({ poolSize: 6, time: "slow" });
const site = "https://a.example";
const minute = 60;

test("down and up again while the mail server refuses is one mail, over already, with both times", async () => {
  await using telling = await startTelling({ db });
  await telling.apply(tellingConfig(telling));
  await telling.passToMiddle();
  telling.smtp.behave({ kind: "reject", at: "connect", code: 421 });
  telling.show(site, down);
  await telling.pass(10 * minute);
  telling.show(site, healthy);
  await telling.pass(10 * minute);
  expect(telling.heard).toEqual([]);
  telling.smtp.behave({ kind: "accept" });
  await telling.pass(60 * minute);
  expect(telling.heard).toMatchObject([
    { title: "[Argos] Over already: a.example: CRITICAL for 10 min: wrong status", inReplyTo: undefined },
  ]);
  const text = telling.heard[0]?.text ?? "";
  const [since = Number.NaN, until = Number.NaN] = ["Since", "Until"].map((label) => instantAfter(label, text));
  expect(until - since).toBe(10 * minute * 1000);
});

const outages = 10;

test.each([
  [500, "refuses connections", 50, { kind: "reject", at: "connect", code: 421 }],
  [100, "cuts connections before it says whether it took a mail", 10, { kind: "break", at: "end" }],
] as const)(
  "of %d mails to a server that %s for half an hour all are there within ten minutes after, and Gotify has its own in time",
  async (_, _how, people, broken) => {
    await using telling = await startTelling({ db, stepSeconds: 5 });
    const domains = Array.from({ length: outages }, (_, n) => `https://site${n}.example`);
    const mail = Array.from({ length: people }, (_, n) => `p${n}@example.org`);
    const gotify = `  gotify: [{url: "${telling.http.url}", tokens: [push]}]`;
    await telling.apply(
      tellingConfig(telling, { domains, mail, general: gotify, sections: "notifications: {limit: none}" }),
    );
    await telling.passToMiddle();
    telling.smtp.behave(broken);
    for (const [n, domain] of domains.entries()) {
      const downAt = telling.seconds;
      telling.show(domain, { ...down, address: `192.0.2.${n}` });
      await telling.pass(3 * minute);
      const pushed = telling.heard.filter((one) => one.text.includes(`${domain}/`));
      expect(pushed).toMatchObject([{ channel: "gotify", to: "push" }]);
      expect((pushed[0]?.atSeconds ?? 0) - downAt).toBeLessThanOrEqual(2 * minute);
    }
    expect(telling.heard).toHaveLength(outages);
    telling.smtp.behave({ kind: "accept" });
    await telling.pass(10 * minute);
    const mails = telling.heard.filter((one) => one.channel === "mail");
    for (const to of mail) {
      const texts = mails.filter((one) => one.to === to).map((one) => one.text);
      const times = domains.map((domain) => texts.filter((text) => text.includes(`${domain}/`)).length);
      expect(times).toEqual(Array(outages).fill(1));
    }
    expect(telling.heard.length - mails.length).toBe(outages);
  },
);

/** The instant that a text gives after a label, in milliseconds since 1970 UTC. */
function instantAfter(label: string, text: string): number {
  const [, day = "", time = ""] = new RegExp(`${label}: (\\S+) (\\S+) UTC`).exec(text) ?? [];
  return Date.parse(`${day}T${time}Z`);
}
