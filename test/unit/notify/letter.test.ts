import { expect, test } from "bun:test";
import { type Change, itemsMax } from "../../../src/notify/bulletin.ts";
import { letterOf } from "../../../src/notify/letter.ts";
import {
  aBulletin,
  aCause,
  anEnded,
  anItem,
  aSection,
  bulletinNowMs,
  manyItems,
  openedMs,
} from "../../builders/bulletin.ts";

const refused = { reason: "connection-refused", message: "192.0.2.7:443: connection refused" } as const;
const french = { language: "fr" } as const;

const oneSiteInEnglish = `Reason: wrong status
Found: expected status 200, got 503
URL: https://example.org/status.php
Check: status-is
Since: 2026-11-20 14:02 UTC+1, 12 min ago
Agent: paris-1
Defined at: conf.d/asso.yml:214
Incident: https://argos.example.net/incidents/7
Acknowledge: https://argos.example.net/act/acknowledge/7?s=a1
Silence for 2 h: https://argos.example.net/act/silence/7?s=b2

Overview: https://argos.example.net/`;

const oneRecoveryInFrench = `Motif : code de statut inattendu
Constaté : expected status 200, got 503
URL : https://example.org/status.php
Contrôle : status-is
Depuis : 2026-11-20 14:02 UTC+1
Jusqu'à : 2026-11-20 14:14 UTC+1, après 12 min
Agent : paris-1
Défini dans : conf.d/asso.yml:214
Incident : https://argos.example.net/incidents/7

Vue d'ensemble : https://argos.example.net/`;

const fourSitesInEnglish = `Reason: connection refused
Since: 2026-11-20 14:02 UTC+1
All of this cause: 412 targets so far, 400 now.

- CRITICAL: site0.example: connection refused
  URL: https://site0.example/
  Since: 14:02; Agent: paris-1; Defined at: conf.d/asso.yml:214
  Found: 192.0.2.7:443: connection refused
  Incident: https://argos.example.net/incidents/7
- CRITICAL: site1.example: connection refused
  URL: https://site1.example/
  Since: 14:02; Agent: paris-1; Defined at: conf.d/asso.yml:214
  Found: 192.0.2.7:443: connection refused
  Incident: https://argos.example.net/incidents/7
- CRITICAL: site2.example: connection refused
  URL: https://site2.example/
  Since: 14:02; Agent: paris-1; Defined at: conf.d/asso.yml:214
  Found: 192.0.2.7:443: connection refused
  Incident: https://argos.example.net/incidents/7
- Recovered: example.org after 12 min
  URL: https://example.org/status.php
  Since: 14:02; Agent: paris-1; Defined at: conf.d/asso.yml:214
  Found: expected status 200, got 503
  Incident: https://argos.example.net/incidents/7

Overview: https://argos.example.net/`;

test("a site that is down is told of with reason, what was seen, since when, where it is defined and what to do", () => {
  expect(letterOf(aBulletin())).toEqual({
    title: "CRITICAL: example.org: wrong status",
    text: oneSiteInEnglish,
    severity: "critical",
    clickUrl: "https://argos.example.net/incidents/7",
  });
});

test("a recovery tells how long it lasted, and has nothing to acknowledge", () => {
  expect(letterOf(aBulletin([aSection([anEnded()])], french))).toEqual({
    title: "Rétabli : example.org après 12 min",
    text: oneRecoveryInFrench,
    severity: "ok",
    clickUrl: "https://argos.example.net/incidents/7",
  });
});

test("several sites of one cause are a list under what they share", () => {
  const cause = aCause({ incidents: 412, openIncidents: 400 });
  const { title, text, clickUrl } = letterOf(aBulletin([aSection([...manyItems(3, refused), anEnded()], { cause })]));
  expect(title).toBe("CRITICAL: 3 of 4 sites on 192.0.2.7: connection refused since 14:02");
  expect(text).toBe(fourSitesInEnglish);
  expect(clickUrl).toBe("https://argos.example.net/");
});

const titles: readonly (readonly [Change, string, string])[] = [
  ["opened", "CRITICAL: example.org: wrong status", "CRITIQUE : example.org : code de statut inattendu"],
  [
    "escalated",
    "Worse, now CRITICAL: example.org: wrong status",
    "Aggravé, maintenant CRITIQUE : example.org : code de statut inattendu",
  ],
  ["flapping", "Flapping: example.org: wrong status", "Instable : example.org : code de statut inattendu"],
  [
    "lasting",
    "Still CRITICAL after 12 min: example.org: wrong status",
    "Toujours CRITIQUE après 12 min : example.org : code de statut inattendu",
  ],
  ["recovered", "Recovered: example.org after 12 min", "Rétabli : example.org après 12 min"],
  [
    "passed",
    "Over already: example.org: CRITICAL for 12 min: wrong status",
    "Déjà terminé : example.org : CRITIQUE pendant 12 min : code de statut inattendu",
  ],
  ["removed", "No longer watched: example.org", "Plus surveillé : example.org"],
];

const isOver = (change: Change) => ["recovered", "passed", "removed"].includes(change);

test.each(titles)("a site that %s has the title %j", (change, english, inFrench) => {
  const item = isOver(change) ? anEnded({ change }) : anItem({ change });
  expect(letterOf(aBulletin([aSection([item])])).title).toBe(english);
  expect(letterOf(aBulletin([aSection([item])], french)).title).toBe(inFrench);
});

test.each([
  ["opened", "CRITICAL: 4 sites on 192.0.2.7: connection refused since 14:02"],
  ["escalated", "Worse, now CRITICAL: 4 sites on 192.0.2.7: connection refused since 14:02"],
  ["flapping", "Flapping: 4 sites on 192.0.2.7: connection refused"],
  ["lasting", "Still CRITICAL after 12 min: 4 sites on 192.0.2.7: connection refused"],
  ["recovered", "Recovered: 4 sites on 192.0.2.7 after 12 min"],
  ["passed", "Over already: 4 sites on 192.0.2.7: CRITICAL for 12 min: connection refused"],
  ["removed", "No longer watched: 4 sites on 192.0.2.7"],
] as const)("four sites that %s have the title %j", (change, title) => {
  const ended = isOver(change) ? { severity: "ok" as const, closedMs: bulletinNowMs } : {};
  expect(letterOf(aBulletin([aSection(manyItems(4, { ...refused, change, ...ended }))])).title).toBe(title);
});

test("incidents that ended in different ways are just over", () => {
  const items = [anEnded(), anEnded({ change: "removed", domain: "https://b.example" })];
  expect(letterOf(aBulletin([aSection(items)])).title).toBe("Over: 2 sites on 192.0.2.7 after 12 min");
});

test.each([
  ["address", "192.0.2.7", "CRITICAL: 2 sites on 192.0.2.7: connection refused since 14:02"],
  ["issuer", "R3", "CRITICAL: 2 sites with a certificate from R3: connection refused since 14:02"],
  ["reason", "", "CRITICAL: 2 sites: connection refused since 14:02"],
] as const)("a cause of kind %s names what is shared", (kind, value, title) => {
  const cause = aCause({ kind, value, incidents: 2, openIncidents: 2 });
  expect(letterOf(aBulletin([aSection(manyItems(2, refused), { cause })])).title).toBe(title);
});

test.each([
  [49, 0],
  [50, 0],
  [51, 1],
  [412, 362],
])("of %d sites fifty are listed and %d counted", (count, more) => {
  const { title, text } = letterOf(aBulletin([aSection(manyItems(count, refused))]));
  expect(title).toBe(`CRITICAL: ${count} sites on 192.0.2.7: connection refused since 14:02`);
  expect(text.match(/^- /gm)).toHaveLength(Math.min(count, itemsMax));
  expect(text.includes("more")).toBe(more > 0);
  if (more > 0) expect(text).toContain(`\nand ${more} more\n`);
});

test("what the bulletin left out is counted with what the letter leaves out", () => {
  const section = aSection(manyItems(51, refused), { more: 9 });
  expect(letterOf(aBulletin([section])).text).toContain("\nand 10 more\n");
  expect(letterOf(aBulletin([section], french)).text).toContain("\net 10 de plus\n");
});

test("a list is counted in sites where they are known, else in targets", () => {
  const items = manyItems(50, refused);
  const titleWith = (sites: { readonly sites?: number }) =>
    letterOf(aBulletin([aSection(items, { more: 774, ...sites })])).title;
  expect(titleWith({ sites: 412 })).toBe("CRITICAL: 412 sites on 192.0.2.7: connection refused since 14:02");
  expect(titleWith({})).toBe("CRITICAL: 824 targets on 192.0.2.7: connection refused since 14:02");
});

test("several targets of one site are one site, called by its name", () => {
  const items = [anItem(), anItem({ url: "https://example.org/login" })];
  expect(letterOf(aBulletin([aSection(items)])).title).toBe("CRITICAL: example.org: wrong status");
});

test("a title does not claim that all of a long list still fail when fewer last", () => {
  const cause = aCause({ incidents: 500, openIncidents: 399 });
  const section = aSection(manyItems(50, refused), { more: 350, sites: 400, cause });
  expect(letterOf(aBulletin([section])).title).toBe(
    "CRITICAL: 400 sites on 192.0.2.7, some of them over: connection refused since 14:02",
  );
});

test("three incidents are told in full, four are a list", () => {
  expect(letterOf(aBulletin([aSection(manyItems(3))])).text.match(/Acknowledge: /g)).toHaveLength(3);
  expect(letterOf(aBulletin([aSection(manyItems(4))])).text).not.toContain("Acknowledge: ");
});

test("several causes are told one after the other, and the title counts them", () => {
  const sections = [aSection(manyItems(2, refused)), aSection([anEnded()]), aSection([anEnded()])];
  const { title, text, severity } = letterOf(aBulletin(sections));
  expect(title).toBe("CRITICAL: 2 sites on 192.0.2.7: connection refused since 14:02, and 2 more causes");
  expect(text).toStartWith("CRITICAL: 2 sites on 192.0.2.7: connection refused since 14:02\nReason: ");
  expect(text).toContain("\n\nRecovered: example.org after 12 min\nReason: wrong status\n");
  expect(severity).toBe("critical");
});

test.each([
  [19, 0],
  [20, 0],
  [21, 1],
])("of %d causes twenty are told and %d counted", (count, more) => {
  const { text } = letterOf(aBulletin(Array.from({ length: count }, () => aSection([anEnded()]))));
  expect(text.match(/^Recovered: /gm)).toHaveLength(Math.min(count, 20));
  expect(text.includes("and 1 more cause")).toBe(more > 0);
});

test("a message lists fifty incidents whatever their causes", () => {
  const { text } = letterOf(aBulletin([aSection(manyItems(40)), aSection(manyItems(40)), aSection(manyItems(5))]));
  expect(text.match(/^- /gm)).toHaveLength(itemsMax);
  expect(text).toContain("\nand 30 more\n");
  expect(text).toContain("\nand 5 more\n");
});

test.each([
  ["en", "", "CRITICAL: agents: none at work, sites are not being checked"],
  ["fr", "", "CRITIQUE : agents : aucun au travail, les sites ne sont plus contrôlés"],
  ["en", "paris-1", "CRITICAL: agent paris-1: agent has no route"],
  ["fr", "paris-1", "CRITIQUE : agent paris-1 : agent sans route"],
] as const)("in %s the agent %j has the title %j", (language, domain, title) => {
  const item = anItem({ domain, url: "", checkKey: "", definedAt: "", agent: undefined, reason: "agent-no-route" });
  const cause = aCause({ kind: "agents", value: "" });
  const letter = letterOf(aBulletin([aSection([item], { cause })], { language }));
  expect(letter.title).toBe(title);
  expect(letter.text).not.toContain("URL");
});

test("a flapping site counts as what it was at its worst, since it may be ok at this moment", () => {
  const item = anItem({ change: "flapping", severity: "ok", worstSeverity: "warning" });
  expect(letterOf(aBulletin([aSection([item])])).severity).toBe("warning");
});

test.each([
  [0, "just now"],
  [999, "just now"],
  [1000, "1 s ago"],
  [26 * 3_600_000, "1 d 2 h ago"],
  [-5000, "just now"],
])("an incident %d ms old began %s", (ageMs, words) => {
  const item = anItem({ openedMs: bulletinNowMs - ageMs });
  expect(letterOf(aBulletin([aSection([item])])).text).toContain(`, ${words}\n`);
});

test("days are days in each language", () => {
  const item = anItem({ openedMs: bulletinNowMs - 26 * 3_600_000 });
  expect(letterOf(aBulletin([aSection([item])], french)).text).toContain(", il y a 1 j 2 h\n");
});

test.each([
  ["Europe/Paris", "2026-11-20 14:02 UTC+1"],
  ["UTC", "2026-11-20 13:02 UTC"],
  ["Asia/Kolkata", "2026-11-20 18:32 UTC+5:30"],
])("in %s it began at %s", (timeZone, instant) => {
  expect(letterOf(aBulletin(undefined, { timeZone })).text).toContain(`Since: ${instant}, 12 min ago`);
});

test("a title has the date of what did not begin today, where today is the reader's", () => {
  const opened = { openedMs: Date.UTC(2026, 10, 19, 22, 59) };
  const items = manyItems(4, { ...refused, ...opened });
  expect(letterOf(aBulletin([aSection(items)])).title).toEndWith("since 2026-11-19 23:59");
  const late = manyItems(4, { ...refused, openedMs: opened.openedMs + 60_000 });
  expect(letterOf(aBulletin([aSection(late)], { nowMs: opened.openedMs + 120_000 })).title).toEndWith("since 00:00");
});

test("facts that nobody knows take no line", () => {
  const item = anItem({ agent: undefined, links: undefined, definedAt: "", checkKey: "", message: "" });
  const { text, clickUrl } = letterOf(aBulletin([aSection([item])], { home: undefined }));
  expect(text).toBe(
    "Reason: wrong status\nURL: https://example.org/status.php\nSince: 2026-11-20 14:02 UTC+1, 12 min ago",
  );
  expect(clickUrl).toBeUndefined();
});

test("an outage shorter than a second lasted one", () => {
  expect(letterOf(aBulletin([aSection([anEnded({ closedMs: openedMs + 3 })])])).title).toEndWith("after 1 s");
});

test("secrets in the URL of a site do not travel", () => {
  const item = anItem({ url: "https://me:hunter2@example.org/?token=abc123&page=2" });
  const { text } = letterOf(aBulletin([aSection([item])]));
  expect(text).toContain("URL: https://***@example.org/?token=***&page=2\n");
  expect(text).not.toMatch(/hunter2|abc123/);
});
