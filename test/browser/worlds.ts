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
  const serving = await serve(database);
  return serving({ siteId: 404, targetId: 404, incidentId: 404, causeId: 404 });
}

/** An installation as they are: most is well, some is not. */
export async function ordinaryWorld(): Promise<World> {
  const { database } = await testDatabase();
  await storeFarm(database, 300);
  await storeOutage(database, { incidents: 40, causes: 4 });
  const serving = await serve(database);
  return serving(await storeOrdinaryStory(database));
}

/** An ordinary installation where nothing has come in for a day, and no agent was heard of. */
export async function staleWorld(): Promise<World> {
  const world = await ordinaryWorld();
  await world.database.transaction(async (tx) => {
    await tx`update result_count set newest_at = now() - interval '1 day'`;
    await tx`update agent set last_seen_at = now() - interval '1 day'`;
  });
  return world;
}

/** An installation whose every text is as long and as odd as it may be. */
export async function extremeWorld(): Promise<World> {
  const [first] = await storyWorlds(extremeTexts);
  if (first === undefined) throw new Error("nothing was stored");
  return first;
}

/** One installation with a story of each text, as seen from each of them. */
export async function storyWorlds(texts: readonly string[]): Promise<World[]> {
  const { database } = await testDatabase();
  const serving = await serve(database);
  const worlds: World[] = [];
  for (const [index, text] of texts.entries()) worlds.push(serving(await storeStory(database, text, index)));
  return worlds;
}

/** Serves a database; what comes back makes a world of a story in it. */
async function serve(database: Database): Promise<(story: Story) => World> {
  const signed = await database.run(loadSignedLinks);
  const listening = listen(createPagesApp(database, ""), { host: "127.0.0.1", port: 0 });
  afterAll(() => listening[Symbol.asyncDispose]());
  const expiresMs = Date.now() + 3_600_000;
  return (story) => {
    const { incidentId } = story;
    const actLinks = linkActions.map((action) => signed.sign({ action, incidentId, expiresMs }));
    return { database, origin: listening.url, story, actLinks };
  };
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
