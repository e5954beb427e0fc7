import { beforeAll, describe, expect, test } from "bun:test";
import { Secret } from "../../src/base/secrets/secret.ts";
import type { StatusPage } from "../../src/config/published.ts";
import { nobody } from "../../src/server/auth/caller.ts";
import { publish } from "../../src/server/published/publish.ts";
import { pageSitesShownMax } from "../../src/server/published/read-status.ts";
import { insertSilence } from "../../src/store/silences.ts";
import { storeIncident } from "../builders/incident.ts";
import { notificationSettings } from "../builders/notification-settings.ts";
import { aStatusPage, nothingPublished } from "../builders/published.ts";
import { serverSettings } from "../builders/server-settings.ts";
import { aSite } from "../builders/site.ts";
import { storeTarget } from "../builders/stored-target.ts";
import { testDatabase } from "../harness/database.ts";
import { hostileTexts } from "../harness/hostile-texts.ts";
import { foreignTags, textOf } from "../harness/markup.ts";
import { openApp } from "../harness/pages.ts";
import { counted } from "../harness/statements.ts";
import { childrenOf, childText, feedFaults, parseXml } from "../harness/xml.ts";

const { database } = await testDatabase();
const key = "key-of-twenty-letters";
const hour = 3_600_000;
const forms = ["", ".json", ".atom", ".svg"] as const;

/** Stands in every field of the sites that nobody may read of, and in what is internal of those that are public. */
const inside = "inside-only";

const sites = [
  aSite({
    domain: "https://a.test",
    labels: { owner: "asso", secret: `${inside}-label` },
    definedAt: `${inside}.yml:7`,
  }),
  aSite({ domain: "https://b.test", labels: { owner: "asso" } }),
  aSite({ domain: `https://${inside}.test`, labels: { owner: `${inside}-owner` } }),
  ...hostileTexts.map((text, index) =>
    aSite({ domain: `https://${index}.hostile.test/${text}`, labels: { hostile: "yes" } }),
  ),
];

const pages: readonly StatusPage[] = [
  aStatusPage({ name: "asso", title: "The asso", match: { labels: { owner: "asso" } } }),
  aStatusPage({ name: "hidden", title: `${inside}-title`, audience: { kind: "key", key: new Secret(key) } }),
  aStatusPage({ name: "hostile", title: hostileTexts.join(" "), match: { labels: { hostile: "yes" } } }),
  aStatusPage({ name: "french", title: "L’asso", match: { labels: { owner: "asso" } }, language: "fr" }),
  aStatusPage({ name: "quiet", title: "Quiet", match: { labels: { owner: "asso" } }, shows: ["sites"] }),
  aStatusPage({ name: "empty", title: "Empty", match: { labels: { owner: "nobody" } } }),
];

const published = publish(nothingPublished({ sites, statusPages: pages }));
const planned = [
  {
    match: { labels: { owner: "asso" } },
    window: { kind: "once", fromMs: Date.now() + hour, untilMs: Date.now() + 2 * hour },
    comment: `${inside}-comment`,
    definedAt: inside,
  },
  {
    match: { labels: { owner: `${inside}-owner` } },
    window: { kind: "once", fromMs: 0, untilMs: Date.now() + 7 * hour },
    comment: inside,
    definedAt: inside,
  },
] as const;

const get = openApp(database, "", {
  published: () => published,
  notifications: () => notificationSettings({ silences: planned }),
  identify: async () => nobody,
  server: () => serverSettings({ unauthenticatedAccess: "none", publicUrl: "https://argos.test" }),
});

beforeAll(async () => {
  for (const [index, { domain, labels, definedAt }] of sites.entries()) {
    const message = `${inside}-message 192.0.2.99`;
    const spec = { url: `${domain}/${inside}-path` };
    const { targetId } = await storeTarget(database, {
      domain,
      labels,
      definedAt,
      message,
      spec,
      agent: `${inside}-agent`,
    });
    if (domain === "https://b.test") continue;
    const story = { domain, url: `${domain}/${inside}-path`, labels, definedAt, checkKey: `${inside}-check`, message };
    const common = { ...story, targetId, reason: "connection-refused", cause: { value: "192.0.2.99" } } as const;
    await storeIncident(database, { ...common, subject: `target:${targetId}` });
    const closedAt = new Date(Date.now() - index * 1000);
    await storeIncident(database, { ...common, subject: `target:${targetId + 1_000_000}`, closedAt });
  }
  await database.run((sql) => sql`update check_state set settled = severity`);
  await database.run(
    (sql) => sql`
      update check_state set severity = 0, settled = 0
      from target join site on site.id = target.site_id
      where target.id = check_state.target_id and site.domain = 'https://b.test'`,
  );
  const by = `${inside}-person`;
  await database.transaction((tx) =>
    insertSilence(tx, { kind: "maintenance", match: { domain: "https://b.test" }, forMs: hour, comment: inside, by }),
  );
  await database.transaction((tx) =>
    insertSilence(tx, { kind: "silence", match: { domain: "*" }, forMs: 9 * hour, comment: inside, by }),
  );
});

describe("who may read a page:", () => {
  test.each(forms)("everybody, a public one%s; it may be kept for a minute", async (form) => {
    const { status, headers } = await get(`/status/asso${form}`, {});
    expect(status).toBe(200);
    expect(headers.get("cache-control")).toBe("public, max-age=60");
    expect(headers.get("content-security-policy")).toStartWith("default-src 'none'");
  });

  test.each(forms)("who knows the key, another one%s; it is neither kept nor listed", async (form) => {
    const { status, headers } = await get(`/status/hidden/${key}${form}`, {});
    expect(status).toBe(200);
    expect(
      Object.fromEntries(["cache-control", "referrer-policy", "x-robots-tag"].map((name) => [name, headers.get(name)])),
    ).toEqual({
      "cache-control": "private, no-store",
      "referrer-policy": "no-referrer",
      "x-robots-tag": "noindex, nofollow",
    });
  });

  test.each(forms)("no other, and each is answered alike%s", async (form) => {
    const paths = [
      "no-such-page",
      "hidden",
      `hidden/${key}x`,
      `hidden/${key.slice(1)}`,
      `no-such-page/${key}`,
      `asso/${key}`,
      "asso/x",
      "__proto__",
      "hidden/%00",
    ];
    for (const headers of [{ accept: "application/json" }, { accept: "text/html" }]) {
      const answers = await Promise.all(paths.map((path) => get(`/status/${path}${form}`, headers)));
      const seen = answers.map(({ status, headers: sent, text }) => [status, [...sent], withoutInstants(text)]);
      expect(new Set(seen.map((one) => JSON.stringify(one))).size).toBe(1);
      expect(answers[0]?.status).toBe(404);
      expect(answers[0]?.text).not.toContain("hidden");
    }
  });

  test("search engines list what everybody may read, and nothing else", async () => {
    expect((await get("/status/asso")).text).not.toContain("noindex");
    expect((await get(`/status/hidden/${key}`)).text).toContain('<meta name="robots" content="noindex"');
  });
});

/** The foot of a page says when it was made. */
/** The page of an error leads back to its own address, which whoever asks knows. */
function withoutInstants(text: string): string {
  return text.replace(/back=[^"&]*/g, "(here)").replace(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+Z)?/g, "(instant)");
}

test.each(
  pages.filter(({ audience }) => audience.kind === "everybody").flatMap(({ name }) => forms.map((form) => name + form)),
)("nothing of a site that is not on it, and nothing internal, is on %s", async (path) => {
  const { text, headers } = await get(`/status/${path}`, {});
  const all = `${JSON.stringify([...headers])}${text}`;
  expect(all).not.toContain(inside);
  expect(all).not.toMatch(/192\.0\.2\.99|\/incidents\/|\/sites\/|\/targets\/|owner/);
});

describe("a page", () => {
  test("says how the sites are, what is wrong since when, what was, and what is planned", async () => {
    const text = textOf((await get("/status/asso")).text);
    expect(text).toContain("The asso");
    expect(text).toContain("Outage: 1 of 2 sites affected");
    expect(text).toMatch(/critical a\.test does not answer 20\d\d-/);
    expect(text).toMatch(/b\.test ok/);
    expect(text).toContain("Over since");
    expect(text).toMatch(/Planned maintenance Sites From Until b\.test 20.* all sites 20/);
    expect(text).toContain("The newest result is");
  });

  test("speaks the language that the configuration gives it", async () => {
    const { text, headers } = await get("/status/french");
    expect(text).toContain('<html lang="fr">');
    expect(textOf(text)).toContain("Panne : 1 site sur 2 touché");
    expect(textOf(text)).toContain("ne répond pas");
    expect(headers.get("vary")).toBeNull();
    expect((await get("/status/asso")).headers.get("vary")).toBe("accept-language, cookie");
  });

  test("shows only what it is told to", async () => {
    const { text } = await get("/status/quiet.json", {});
    expect(JSON.parse(text)).toMatchObject({ incidents: [], scheduled_maintenances: [], components: [{}, {}] });
    expect(textOf((await get("/status/quiet")).text)).not.toMatch(/Wrong now|Over since|Planned/);
    expect(childrenOf(parseXml((await get("/status/quiet.atom")).text), "entry")).toEqual([]);
  });

  test("about no site says so", async () => {
    expect(textOf((await get("/status/empty")).text)).toContain("This page is about no site.");
    expect((await get("/status/empty.svg")).text).toContain("unknown");
  });

  test("is read once for all who ask within ten seconds", async () => {
    const { database: watched, sent } = counted(database);
    const ask = openApp(watched, "", { published: () => published, identify: async () => nobody });
    await ask("/status/asso");
    const first = sent();
    await Promise.all(forms.map((form) => ask(`/status/asso${form}`)));
    expect(first).toBeLessThanOrEqual(6);
    expect(sent()).toBe(first);
  });

  test.each([
    [pageSitesShownMax, 0],
    [pageSitesShownMax + 1, 1],
  ])("of %d sites shows all but %d, the gravest first", async (count, more) => {
    const many = Array.from({ length: count - 1 }, (_, index) =>
      aSite({ domain: `https://${String(index).padStart(4, "0")}.test` }),
    );
    const wide = publish(
      nothingPublished({ sites: [...many, aSite({ domain: "https://a.test" })], statusPages: [aStatusPage()] }),
    );
    const ask = openApp(database, "", { published: () => wide, identify: async () => nobody });
    const { components, counts } = JSON.parse((await ask("/status/all.json", {})).text);
    expect([components.length, components[0].name, counts.total]).toEqual([count - more, "a.test", count]);
    const text = textOf((await ask("/status/all")).text);
    expect(text.includes("1 more site, none graver than those shown.")).toBe(more === 1);
  });
});

test("the JSON is like the summary.json of Statuspage", async () => {
  const { text, headers } = await get("/status/asso.json", {});
  expect(headers.get("content-type")).toBe("application/json");
  expect(headers.get("access-control-allow-origin")).toBe("*");
  const id = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(JSON.parse(text)).toMatchObject({
    page: { name: "The asso" },
    status: { indicator: "major", description: "Outage: 1 of 2 sites affected" },
    components: [
      { id, name: "a.test", status: "major_outage", severity: "critical" },
      { id, name: "b.test", status: "operational", severity: "ok" },
    ],
    incidents: [
      { id, name: "a.test does not answer", status: "investigating", impact: "major", resolved_at: null },
      { id, status: "resolved" },
    ],
    scheduled_maintenances: [
      { id, status: "in_progress", components: ["b.test"] },
      { id, status: "scheduled", components: ["a.test", "b.test"] },
    ],
  });
});

test("the feed is one by RFC 4287, and its ids stay", async () => {
  const { text, headers } = await get("/status/asso.atom", {});
  expect(headers.get("content-type")).toBe("application/atom+xml; charset=utf-8");
  const feed = parseXml(text);
  expect(feedFaults(feed)).toEqual([]);
  expect(childrenOf(feed, "entry").map((entry) => childText(entry, "title"))).toEqual([
    "a.test does not answer",
    "a.test does not answer",
  ]);
  expect(childrenOf(feed, "link").map((link) => link.attributes.href)).toEqual([
    "https://argos.test/status/asso.atom",
    "https://argos.test/status/asso",
  ]);
  const again = openApp(database, "", { published: () => published, identify: async () => nobody });
  const ids = (document: string) => childrenOf(parseXml(document), "entry").map((entry) => childText(entry, "id"));
  expect(ids((await again("/status/asso.atom")).text)).toEqual(ids(text));
});

describe("texts from outside", () => {
  test("are text on the page", async () => {
    const { text } = await get("/status/hostile");
    expect(foreignTags(text)).toEqual([]);
    for (const one of ["<script>alert(", "onerror=alert(1)", "שלום עולם"]) expect(textOf(text)).toContain(one);
  });

  test("are text in the feed and in the badge, which another parser reads", async () => {
    const feed = parseXml((await get("/status/hostile.atom")).text);
    expect(feedFaults(feed)).toEqual([]);
    expect(feed.text).toContain('<script>alert("1")</script>');
    const badge = parseXml((await get("/status/hostile.svg")).text);
    expect([badge.name, badge.namespace]).toEqual(["svg", "http://www.w3.org/2000/svg"]);
    expect(new Set(badge.children.map(({ name }) => name))).toEqual(new Set(["title", "rect", "g"]));
  });

  test("are text in the JSON", async () => {
    const { components } = JSON.parse((await get("/status/hostile.json", {})).text);
    expect(components).toHaveLength(hostileTexts.length);
  });
});
