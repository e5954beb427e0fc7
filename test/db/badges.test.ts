import { beforeAll, describe, expect, test } from "bun:test";
import { Secret } from "../../src/base/secrets/secret.ts";
import { type Caller, nobody } from "../../src/server/auth/caller.ts";
import { publish } from "../../src/server/published/publish.ts";
import { storeDeed, storeIncident } from "../builders/incident.ts";
import { aStatusPage, nothingPublished } from "../builders/published.ts";
import { serverSettings } from "../builders/server-settings.ts";
import { aSite } from "../builders/site.ts";
import { storeTarget } from "../builders/stored-target.ts";
import { testDatabase } from "../harness/database.ts";
import { hostileTexts } from "../harness/hostile-texts.ts";
import { openApp } from "../harness/pages.ts";
import { childrenOf, childText, feedFaults, parseXml } from "../harness/xml.ts";

const { database } = await testDatabase();

const sites = [
  aSite({ domain: "https://public.test", labels: { owner: "asso" } }),
  aSite({ domain: "https://private.test", labels: { owner: "asso", "a/b": "c.d é" } }),
  aSite({ domain: "https://keyed.test", labels: { owner: "else" } }),
  ...hostileTexts.map((text, index) => aSite({ domain: `https://${index}.test/${text}`, labels: { owner: text } })),
];
const published = publish(
  nothingPublished({
    sites,
    statusPages: [
      aStatusPage({ name: "a", match: { domain: "public.test" } }),
      aStatusPage({
        name: "b",
        match: { domain: "keyed.test" },
        audience: { kind: "key", key: new Secret("k".repeat(20)) },
      }),
    ],
  }),
);

function asked(caller: Caller, unauthenticatedAccess: "none" | "dashboard" | "all" = "none") {
  const server = () => serverSettings({ unauthenticatedAccess, publicUrl: "https://argos.test" });
  return openApp(database, "", { published: () => published, identify: async () => caller, server });
}

const reader: Caller = { kind: "user", userId: 1, name: "ann", role: "reader", csrf: "c" };
const stranger = asked(nobody);
const get = asked(reader);
const ids = new Map<string, number>();
let incidentId: number;

beforeAll(async () => {
  for (const { domain, labels } of sites) {
    ids.set(domain, (await storeTarget(database, { domain, labels })).siteId);
    const text = labels.owner ?? "";
    const story = { domain, labels, message: text, checkKey: text, subject: `target:${ids.get(domain)}` };
    ({ id: incidentId } = await storeIncident(database, { ...story, closedAt: new Date() }));
  }
  ({ id: incidentId } = await storeIncident(database, { subject: "agent:1", domain: "paris" }));
  await database.run(
    (sql) => sql`
      update check_state set severity = 0, settled = case when site.domain = 'https://public.test' then 0 else 2 end
      from target join site on site.id = target.site_id
      where target.id = check_state.target_id`,
  );
});

const badgeOf = (domain: string, form: string) => `/badges/${ids.get(domain) ?? 0}.${form}`;

describe("who may see a badge:", () => {
  test.each(["svg", "json"])("everybody that of a site on a public page, as %s, for a minute", async (form) => {
    const { status, headers } = await stranger(badgeOf("https://public.test", form), {});
    expect([status, headers.get("cache-control")]).toEqual([200, "public, max-age=60"]);
  });

  test.each(["svg", "json"])("who may read that of another, as %s, which is not kept", async (form) => {
    const { status, headers } = await get(badgeOf("https://private.test", form), {});
    expect([status, headers.get("cache-control")]).toEqual([200, "private, no-store"]);
  });

  test("no other, and a site that is not there is answered alike", async () => {
    const paths = [
      badgeOf("https://private.test", "svg"),
      badgeOf("https://keyed.test", "svg"),
      "/badges/999999.svg",
      "/badges/x.svg",
      "/badges/1",
    ];
    const answers = await Promise.all(paths.map((path) => stranger(path, {})));
    const seen = answers.map(({ status, headers, text }) => JSON.stringify([status, [...headers], text]));
    expect(new Set(seen).size).toBe(1);
    expect(answers[0]?.status).toBe(404);
  });

  test("everybody each badge, where pages are for everybody", async () => {
    expect((await asked(nobody, "dashboard")(badgeOf("https://private.test", "svg"), {})).status).toBe(404);
    expect((await asked(nobody, "all")(badgeOf("https://private.test", "svg"), {})).status).toBe(200);
  });

  test.each(["/badges/label/owner/asso.svg", "/feeds/incidents.atom"])("%s is for who may read", async (path) => {
    expect((await stranger(path, {})).status).toBe(401);
    expect((await get(path, {})).status).toBe(200);
  });
});

describe("a badge", () => {
  test("says what is settled, in the language that is asked for", async () => {
    const badge = async (path: string) => JSON.parse((await get(path, {})).text);
    expect(await badge(badgeOf("https://public.test", "json"))).toEqual({
      schemaVersion: 1,
      label: "public.test",
      message: "ok",
      color: "brightgreen",
      isError: false,
      cacheSeconds: 60,
    });
    expect(await badge(badgeOf("https://private.test", "json"))).toMatchObject({ message: "warning", color: "yellow" });
    expect(await badge("/badges/label/owner/asso.json?lang=fr")).toMatchObject({ label: "asso", color: "yellow" });
  });

  test("of a label counts the sites that are as bad as the worst", async () => {
    const { text } = await get("/badges/label/owner/asso.svg", {});
    expect(parseXml(text).attributes["aria-label"]).toBe("asso: 1 warning");
    expect(parseXml((await get("/badges/label/a%2Fb/c.d%20%C3%A9.svg", {})).text).attributes["aria-label"]).toBe(
      "c.d é: 1 warning",
    );
    expect((await get("/badges/label/owner/nobody.svg", {})).status).toBe(404);
  });

  test.each(hostileTexts.map((text, index) => [text, index] as const))(
    "with %s is an image without anything but text",
    async (text, index) => {
      for (const path of [
        badgeOf(`https://${index}.test/${text}`, "svg"),
        `/badges/label/owner/${encodeURIComponent(text)}.svg`,
      ]) {
        const answer = await get(path, {});
        expect(answer.status).toBe(200);
        const image = parseXml(answer.text);
        expect(image.namespace).toBe("http://www.w3.org/2000/svg");
        expect(image.children.map(({ name }) => name)).toEqual(["title", "rect", "rect", "rect", "g"]);
        expect(answer.text).not.toMatch(/<script|style=|<image|href/);
        expect(Number(image.attributes.width)).toBeLessThan(1600);
      }
    },
  );
});

describe("the feed of incidents", () => {
  test("is one by RFC 4287 whatever the texts are, and leads to each incident", async () => {
    const { text, headers } = await get("/feeds/incidents.atom", {});
    expect(headers.get("content-type")).toBe("application/atom+xml; charset=utf-8");
    const feed = parseXml(text);
    expect(feedFaults(feed)).toEqual([]);
    const entries = childrenOf(feed, "entry");
    expect(entries).toHaveLength(sites.length + 1);
    expect(feed.text).toContain('<script>alert("1")</script>');
    const [newest] = childrenOf(feed, "entry").filter((entry) => childText(entry, "title").includes("paris"));
    const [link] = newest === undefined ? [] : childrenOf(newest, "link");
    expect(link?.attributes.href).toBe(`https://argos.test/incidents/${incidentId}`);
  });

  test("may be of a label, and its ids stay", async () => {
    const path = "/feeds/incidents.atom?label=owner:asso";
    const entries = async () => childrenOf(parseXml((await get(path, {})).text), "entry");
    const first = await entries();
    expect(first.map((entry) => childText(entry, "title"))).toEqual([
      expect.stringContaining("private.test"),
      expect.stringContaining("public.test"),
    ]);
    const idsOf = (list: typeof first) => list.map((entry) => childText(entry, "id"));
    expect(idsOf(await entries())).toEqual(idsOf(first));
    expect(childrenOf(parseXml((await get("/feeds/incidents.atom?label=:", {})).text), "entry")).toEqual([]);
  });

  test("says when something last happened to an incident", async () => {
    const updated = async () => {
      const feed = parseXml((await get("/feeds/incidents.atom", {})).text);
      const entry = childrenOf(feed, "entry").find((one) => childText(one, "title").includes("paris"));
      return entry === undefined ? "" : childText(entry, "updated");
    };
    const before = await updated();
    await storeDeed(database, { incidentId, kind: "reminded", actor: "", message: "" });
    expect((await updated()) > before).toBe(true);
  });
});
