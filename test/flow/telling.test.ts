import { expect, test } from "bun:test";
import { loggerOf } from "../../src/base/log.ts";
import { noAgentDuty } from "../../src/server/duties/no-agent.ts";
import { acknowledgeIncident } from "../../src/store/acknowledge.ts";
import { tellingConfig } from "../builders/telling-config.ts";
import { testDatabase } from "../harness/database.ts";
import type { Heard } from "../harness/heard.ts";
import { heldClock } from "../harness/held-clock.ts";
import { down, healthy, startTelling, type Telling } from "../harness/telling.ts";

const { database: db } = await testDatabase({ poolSize: 6, time: "slow" });
const site = "https://a.example";
const hour = 3600;

test("a site that flaps ten times in ten minutes is told twice: down, and recovered when it is steady again", async () => {
  await using telling = await startTelling({ db });
  await telling.apply(tellingConfig(telling));
  await telling.passToMiddle();
  const beganAt = telling.seconds;
  for (let change = 0; change < 10; change += 1) {
    telling.show(site, change % 2 === 0 ? down : healthy);
    await telling.pass(60);
  }
  await telling.pass(10 * 60);
  expect(titlesOf(telling.heard)).toEqual(["CRITICAL: a.example: wrong status"]);
  expect(telling.heard[0]?.atSeconds).toBeLessThanOrEqual(beganAt + 70);
  await telling.pass(hour);
  expect(titlesOf(telling.heard)).toEqual(["CRITICAL: a.example: wrong status", "Recovered: a.example after 9 min"]);
});

test("one failure that the recheck clears is not told, nor is a first result that is ok", async () => {
  await using telling = await startTelling({ db });
  await telling.apply(tellingConfig(telling));
  await telling.pass(5 * 60);
  telling.show(site, down, healthy);
  await telling.pass(hour);
  expect(telling.heard).toEqual([]);
  telling.show(site, down, down, healthy);
  await telling.pass(hour);
  expect(titlesOf(telling.heard)).toEqual(["CRITICAL: a.example: wrong status", "Recovered: a.example after 1 min"]);
});

test("worse, reminders until somebody knows, and the recovery with its length are one thread of mail", async () => {
  await using telling = await startTelling({ db });
  await telling.apply(tellingConfig(telling, { frequency: "10m", sections: "notifications: {remind_every: 4h}" }));
  await telling.pass(hour);
  telling.show(site, { severity: "warning" });
  await telling.pass(hour);
  telling.show(site, down);
  await telling.pass(10 * hour);
  const told = [
    "WARNING: a.example: wrong status",
    "Worse, now CRITICAL: a.example: wrong status",
    "Still CRITICAL after 4 h: a.example: wrong status",
    "Still CRITICAL after 8 h: a.example: wrong status",
  ];
  expect(titlesOf(telling.heard)).toEqual(told);
  await db.transaction((tx) => acknowledgeIncident(tx, { incidentId: 1, actor: "ada" }));
  await telling.pass(12 * hour);
  expect(titlesOf(telling.heard)).toEqual(told);
  telling.show(site, healthy);
  await telling.pass(hour);
  expect(titlesOf(telling.heard)).toEqual([...told, "Recovered: a.example after 23 h"]);
  const [first, ...others] = telling.heard;
  expect(first).toMatchObject({ inReplyTo: undefined, references: undefined });
  for (const { inReplyTo, references } of others)
    expect([inReplyTo, references]).toEqual(Array(2).fill(first?.messageId));
  expect(new Set(telling.heard.map((one) => one.messageId)).size).toBe(5);
});

test("that no agent works is told to no_agent alone, and so is that one is back", async () => {
  await using telling = await startTelling({ db });
  await telling.apply(
    tellingConfig(telling, {
      general: `  alerts: {critical: [mail], warning: [mail], unknown: [mail], ok: [mail], no_agent: ["contact:ada"]}`,
      sections: `contacts:
  ada: {mail: [ada@example.org]}
  bob: {mail: [bob@example.org], match: all}`,
    }),
  );
  const clock = heldClock();
  const duty = noAgentDuty({ agentSilenceMs: 300_000, clock, log: loggerOf("test") });
  clock.ms += hour * 1000;
  await telling.pass(60);
  telling.isWatching = false;
  await telling.pass(300);
  await duty.run(db);
  await telling.pass(600);
  telling.isWatching = true;
  await telling.pass(0);
  await duty.run(db);
  await telling.pass(600);
  expect(telling.heard.map(({ to, title }) => [to, title])).toEqual([
    ["ada@example.org", "[Argos] CRITICAL: agents: none at work, sites are not being checked"],
    ["ada@example.org", expect.stringMatching(/Recovered: agents after 10 min( \d+ s)?$/)],
  ]);
});

test("a contact hears of what it matches by label, in its own language", async () => {
  await using telling = await startTelling({ db });
  const contacts = `contacts:
  asso: {mail: [asso@example.org], language: fr, match: {labels: {owner: asso}}}
  other: {mail: [other@example.org], match: {labels: {owner: other}}}`;
  await telling.apply(tellingConfig(telling, { website: "labels: {owner: asso}", sections: contacts }));
  telling.show(site, down);
  await telling.pass(60);
  expect(telling.heard.map(({ to, title }) => [to, title]).toSorted()).toEqual([
    ["admin@example.org", "[Argos] CRITICAL: a.example: wrong status"],
    ["asso@example.org", "[Argos] CRITIQUE : a.example : code de statut inattendu"],
  ]);
});

test("a target that leaves the configuration while it is down is told as no longer watched, in its thread", async () => {
  await using telling = await startTelling({ db });
  await telling.apply(tellingConfig(telling, { domains: [site, "https://b.example"] }));
  telling.show(site, down);
  await telling.pass(hour);
  await telling.apply(tellingConfig(telling, { domains: ["https://b.example"] }));
  await telling.pass(hour);
  expect(titlesOf(telling.heard)).toEqual(["CRITICAL: a.example: wrong status", "No longer watched: a.example"]);
  expect(telling.heard[1]?.inReplyTo).toBe(telling.heard[0]?.messageId);
});

function titlesOf(heard: Telling["heard"] | readonly Heard[]): string[] {
  return heard.map(({ title }) => title.replace("[Argos] ", ""));
}
