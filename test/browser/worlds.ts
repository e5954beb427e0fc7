import { afterAll } from "bun:test";
import type { Database } from "../../src/db/connect.ts";
import { linkActions, loadSignedLinks } from "../../src/server/auth/signed-links.ts";
import { listen } from "../../src/server/listen.ts";
import { anAnswerEvidence } from "../builders/evidence.ts";
import { storeFarm } from "../builders/farm.ts";
import { storeDeed, storeIncident, storeOutage } from "../builders/incident.ts";
import { storeMessage, storeRecipient } from "../builders/message.ts";
import { storeTarget } from "../builders/stored-target.ts";
import { type Story, storeStory } from "../builders/story.ts";
import { testDatabase } from "../harness/database.ts";
import { createPagesApp } from "../harness/pages.ts";

/** An installation that listens on loopback until the test file ends. */
export interface World {
  readonly database: Database;
  /** `http://127.0.0.1:port`. */
  readonly origin: string;
  /** What the pages of one thing are about; ids that are not there for a world without things. */
  readonly story: Story;
  /** Where the links of a message lead. */
  readonly actLinks: readonly string[];
}

/** Texts that break a layout: a word without end, long words, the other direction, marks upon marks, wide characters. */
const extremeTexts = [
  "x".repeat(500),
  "Donaudampfschifffahrtselektrizitätenhauptbetrieb ".repeat(10),
  `xn--${"a1".repeat(29)}.`.repeat(7).slice(0, 253),
  "مرحبا بالعالم ".repeat(35),
  `${"e\u0301\u0302\u0303\u0304".repeat(20)}${"👩‍👩‍👧‍👦".repeat(20)}`,
  "監視".repeat(250),
] as const;

/** An installation that nothing is in. */
export async function emptyWorld(): Promise<World> {
  const { database } = await testDatabase();
  return await serve(database, { siteId: 404, targetId: 404, incidentId: 404, causeId: 404 });
}

/** An installation as they are: most is well, some is not. */
export async function ordinaryWorld(): Promise<World> {
  const { database } = await testDatabase();
  await storeFarm(database, 300);
  await storeOutage(database, { incidents: 40, causes: 4 });
  return await serve(database, await storeOrdinaryStory(database));
}

/** An installation whose every text is as long and as odd as it may be. */
export async function extremeWorld(): Promise<World> {
  const { database } = await testDatabase();
  const stories: Story[] = [];
  for (const [index, text] of extremeTexts.entries()) stories.push(await storeStory(database, text, index));
  const [story] = stories;
  if (story === undefined) throw new Error("nothing was stored");
  return await serve(database, story);
}

async function serve(database: Database, story: Story): Promise<World> {
  const signed = await database.run(loadSignedLinks);
  const { incidentId } = story;
  const expiresMs = Date.now() + 3_600_000;
  const actLinks = linkActions.map((action) => signed.sign({ action, incidentId, expiresMs }));
  const listening = listen(createPagesApp(database, ""), { host: "127.0.0.1", port: 0 });
  afterAll(() => listening[Symbol.asyncDispose]());
  return { database, origin: listening.url, story, actLinks };
}

async function storeOrdinaryStory(database: Database): Promise<Story> {
  const domain = "https://association-des-amis.example.org";
  const minute = Date.now() - (Date.now() % 60_000);
  const slots = Array.from({ length: 30 }, (_, index) => new Date(minute - index * 60_000));
  const day = 86_400_000;
  const chain = [
    { subject: "CN=example.org", issuer: "CN=R11, O=Let's Encrypt", fingerprint: "ab".repeat(32) },
    { subject: "CN=R11, O=Let's Encrypt", issuer: "CN=ISRG Root X1", fingerprint: "cd".repeat(32) },
  ].map((one) => ({ ...one, notBeforeMs: minute - 60 * day, notAfterMs: minute + 30 * day }));
  const labels = { customer: "asso", region: "Bretagne" };
  const evidence = anAnswerEvidence({ chain, headers: [["content-type", "text/html; charset=utf-8"]] });
  const ids = await storeTarget(database, { domain, labels, slots, evidence });
  const place = { domain, url: `${domain}/`, labels, targetId: ids.targetId };
  const { id, causeId } = await storeIncident(database, {
    ...place,
    subject: `target:${ids.targetId}`,
    firstSlot: slots[0] ?? null,
  });
  await storeIncident(database, { ...place, subject: "target:0", closedAt: new Date(minute) });
  await storeDeed(database, { incidentId: id, kind: "acknowledged", actor: "camille", message: "" });
  for (const state of ["sent", "dead", "waiting"] as const) {
    await storeMessage(database, { incidentId: id, causeId, state });
  }
  await storeRecipient(database);
  await storeRecipient(database, { id: "gotify:push.example.org#1", failingSince: new Date(minute), lastError: "503" });
  return { ...ids, incidentId: id, causeId };
}
