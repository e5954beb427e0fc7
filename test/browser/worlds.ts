import { afterAll } from "bun:test";
import { loggerOf } from "../../src/base/log.ts";
import { Secret } from "../../src/base/secrets/secret.ts";
import type { PlannedSilence } from "../../src/config/silence.ts";
import type { Database } from "../../src/db/connect.ts";
import { ensureSetupKey } from "../../src/server/auth/first-user.ts";
import { linkActions, loadSignedLinks } from "../../src/server/auth/signed-links.ts";
import { listen } from "../../src/server/listen.ts";
import { type Published, publish } from "../../src/server/published/publish.ts";
import { upsertCertificates } from "../../src/store/certificates.ts";
import { anAnswerEvidence } from "../builders/evidence.ts";
import { storeFarm } from "../builders/farm.ts";
import { storeDeed, storeIncident, storeOutage } from "../builders/incident.ts";
import { storeLife } from "../builders/life.ts";
import { storeMessage, storeRecipient } from "../builders/message.ts";
import { notificationSettings } from "../builders/notification-settings.ts";
import { storePerson } from "../builders/person.ts";
import { aStatusPage, nothingPublished } from "../builders/published.ts";
import { aSeenCertificate } from "../builders/seen-certificate.ts";
import { aSite } from "../builders/site.ts";
import { storeTarget } from "../builders/stored-target.ts";
import { domainOf, type Story, storeStory } from "../builders/story.ts";
import { testDatabase } from "../harness/database.ts";
import { anAdministrator, createPagesApp } from "../harness/pages.ts";
import { fillRollups } from "../harness/rollups.ts";

/** An installation that listens on loopback until the test file ends. */
export interface World {
  readonly database: Database;
  /** `http://127.0.0.1:port`. */
  readonly origin: string;
  /** What the pages of one thing are about; ids that are not there for a world without things. */
  readonly story: Story;
  /** Where the links of a message lead. */
  readonly actLinks: readonly string[];
  /** Where people without a login look: a page for everybody, then one that needs its key. */
  readonly statusPaths: readonly string[];
  /** Lets the first administrator be made; undefined once there is one. */
  readonly setupKey: string | undefined;
  /** Makes whoever sends it the person of the story; without it one is another administrator. */
  readonly cookie: string;
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
  const ids = { siteId: 404, targetId: 404, incidentId: 404, causeId: 404 };
  const { database } = await testDatabase();
  const serving = await serve(database);
  return { ...serving(ids, undefined), setupKey: await ensureSetupKey(database) };
}

/** An installation as they are: most is well, some is not. */
export async function ordinaryWorld(): Promise<World> {
  const { database } = await testDatabase();
  await storeFarm(database, 300);
  await storeOutage(database, { incidents: 40, causes: 4 });
  const story = await storeOrdinaryStory(database);
  await fillRollups(database, { days: 40, hourlyDays: 9 });
  await storeCertificates(database);
  await storeLife(database, ["the certificate is renewed", "a new disk"]);
  const known = await knowSubjects(database, [{ title: "Association des amis", domain: ordinaryDomain }]);
  const serving = await serve(database, known);
  return serving(story, known.subjects[0]);
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
  const stories: Story[] = [];
  for (const [index, text] of texts.entries()) stories.push(await storeStory(database, text, index));
  await fillRollups(database, { days: 3, hourlyDays: 3 });
  await storeLife(database, texts);
  const titled = texts.map((title, index) => ({ title, domain: domainOf(title, index) }));
  const known = await knowSubjects(database, titled);
  const serving = await serve(database, known);
  return stories.map((story, index) => serving(story, known.subjects[index]));
}

/** What a world's own pages for people are about: a person and two status pages, all named after one text. */
interface Subject {
  readonly personId: number;
  readonly statusPaths: readonly string[];
}

/** Who and what an installation knows besides what its database says of sites. */
interface Known {
  readonly people: ReadonlyMap<number, string>;
  readonly subjects: readonly Subject[];
  readonly published: Published;
  readonly planned: readonly PlannedSilence[];
}

const nobodyKnown: Known = { people: new Map(), subjects: [], published: publish(nothingPublished()), planned: [] };

/** Makes a person, two status pages and a planned silence of each site, with its title in all of them. */
async function knowSubjects(
  database: Database,
  titled: readonly { readonly title: string; readonly domain: string }[],
): Promise<Known> {
  const people = new Map<number, string>();
  for (const { title } of titled) {
    // No two people have the same name but for capitals.
    const name = `${title} ${people.size}`;
    people.set(await storePerson(database, name), name);
  }
  const sites = titled.map(({ title, domain }, index) => aSite({ domain, labels: { [title]: title, n: `${index}` } }));
  const key = new Secret("a-key-of-a-page-that-few-may-read");
  const statusPages = titled.flatMap(({ title }, index) => {
    const shared = { title, match: { labels: { n: `${index}` } } };
    return [
      aStatusPage({ ...shared, name: `open-${index}` }),
      aStatusPage({ ...shared, name: `keyed-${index}`, audience: { kind: "key", key } }),
    ];
  });
  const window = { kind: "cron", pattern: "0 3 * * 1", timeZone: "UTC", forMs: 3_600_000 } as const;
  return {
    people,
    subjects: [...people.keys()].map((personId, index) => ({
      personId,
      statusPaths: [`/status/open-${index}`, `/status/keyed-${index}/${key.reveal()}`],
    })),
    published: publish(nothingPublished({ sites, statusPages })),
    planned: titled.map(({ title }) => ({ match: { domain: title }, window, comment: title, definedAt: title })),
  };
}

/** Serves a database; what comes back makes a world of a story in it. */
async function serve(
  database: Database,
  { people, published, planned }: Known = nobodyKnown,
): Promise<(story: Story, subject: Subject | undefined) => World> {
  const signed = await database.run(loadSignedLinks);
  const settings = notificationSettings({ silences: planned });
  const app = createPagesApp(database, "", {
    published: () => published,
    notifications: () => settings,
    identify: async (request) => {
      const userId = Number(/\bperson=(\d+)/.exec(request.headers.get("cookie") ?? "")?.[1] ?? anAdministrator.userId);
      return { ...anAdministrator, userId, name: people.get(userId) ?? anAdministrator.name };
    },
  });
  const listening = listen(app, { host: "127.0.0.1", port: 0 }, loggerOf("test"));
  afterAll(() => listening[Symbol.asyncDispose]());
  const expiresMs = Date.now() + 3_600_000;
  return (story, subject) => {
    const { incidentId } = story;
    const actLinks = linkActions.map((action) => signed.sign({ action, incidentId, expiresMs }));
    const { personId = 0, statusPaths = [] } = subject ?? {};
    const shown = { statusPaths, setupKey: undefined, cookie: `person=${personId}` };
    return { database, origin: listening.url, story, actLinks, ...shown };
  };
}

/** A certificate of each of the first sites, one of which is over soon. */
async function storeCertificates(database: Database): Promise<void> {
  const dayMs = 86_400_000;
  const seen = Array.from({ length: 60 }, (_, index) => ({
    ...aSeenCertificate({
      fingerprint: String(index).padStart(64, "0"),
      issuer: index % 3 === 0 ? "CN=GEANT OV RSA CA 4, O=GEANT Vereniging, C=NL" : "CN=R11, O=Let's Encrypt, C=US",
      subject: `CN=site-${String(index).padStart(6, "0")}.example.org`,
      notAfterMs: Date.now() + (index * 2 + 0.5) * dayMs,
    }),
    targetId: 2 * index + 1,
  }));
  await database.transaction((tx) => upsertCertificates(tx, seen));
}

const ordinaryDomain = "https://association-des-amis.example.org";

async function storeOrdinaryStory(database: Database): Promise<Story> {
  const domain = ordinaryDomain;
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
