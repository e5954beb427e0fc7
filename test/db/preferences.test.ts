import { beforeAll, describe, expect, test } from "bun:test";
import { storeTarget } from "../builders/stored-target.ts";
import { testDatabase } from "../harness/database.ts";
import { tagsOf, textOf } from "../harness/markup.ts";
import { createPagesApp, openApp } from "../harness/pages.ts";

const { database } = await testDatabase();
const get = openApp(database);
const html = { accept: "text/html" };

beforeAll(async () => {
  await storeTarget(database);
});

describe("the language of a page", () => {
  test.each([
    [{}, "en"],
    [{ "accept-language": "fr-FR,fr;q=0.9,en;q=0.8" }, "fr"],
    [{ "accept-language": "de" }, "en"],
    [{ cookie: "argos_language=fr" }, "fr"],
    [{ cookie: "argos_language=en", "accept-language": "fr" }, "en"],
    [{ cookie: "argos_language=xx", "accept-language": "fr" }, "fr"],
  ] as const)("for %j is %s, and caches are told what it depends on", async (asked, language) => {
    for (const path of ["/", "/sites", "/nothing", "/docs"]) {
      const { text, headers } = await get(path, { ...html, ...asked });
      expect(text).toContain(`<html lang="${language}">`);
      expect(headers.get("content-language")).toBe(language);
      expect(headers.get("vary")).toBe("accept-language, cookie");
    }
  });

  test("is that of the words: in French nothing of the summary is English", async () => {
    const { text } = await get("/", { ...html, "accept-language": "fr" });
    expect(textOf(text)).toContain("1 critique sur 1 contrôle");
    expect(textOf(text)).toContain("code de statut inattendu");
    expect(textOf(text)).toContain("digne de foi");
    expect(textOf(text)).not.toMatch(/\b(?:the|of|since|checks?|newest|waiting|seen)\b/i);
  });

  test("can be chosen at the foot of a page, which comes back as it was", async () => {
    const { text } = await get("/sites?search=a%26b&severity=critical");
    const links = tagsOf(text).filter((tag) => tag.includes('hreflang="fr"'));
    expect(links).toHaveLength(1);
    const path = /href="([^"]*)"/.exec(links[0] ?? "")?.[1]?.replaceAll("&amp;", "&") ?? "";
    const { status, headers } = await get(path);
    expect(status).toBe(303);
    expect(headers.get("location")).toBe("/sites?search=a%26b&severity=critical");
    expect(headers.get("set-cookie")).toBe("argos_language=fr; Path=/; Max-Age=34560000; HttpOnly; SameSite=Lax");
    expect(headers.get("cache-control")).toBe("no-store");
  });

  test.each([["https://example.org/"], ["//example.org"], ["/.//example.org"], [""], ["x".repeat(100)]])(
    "chosen with the way back %j leads to the summary",
    async (back) => {
      const { status, headers } = await get(`/language?to=en&back=${encodeURIComponent(back)}`);
      expect(status).toBe(303);
      expect(headers.get("location")).toBe("/");
    },
  );

  test.each([[""], ["de"], ["fr%0d%0aset-cookie:a=b"], ["EN"]])("cannot be %j", async (to) => {
    const { status, headers } = await get(`/language?to=${to}&back=/`);
    expect(status).toBe(404);
    expect(headers.get("set-cookie")).toBeNull();
  });

  test("below a folder is kept and chosen there", async () => {
    const { headers } = await openApp(database, "/argos")("/language?to=fr&back=/argos/sites");
    expect(headers.get("location")).toBe("/argos/sites");
    expect(headers.get("set-cookie")).toContain("Path=/argos/;");
    const outside = await openApp(database, "/argos")("/language?to=fr&back=/other");
    expect(outside.headers.get("location")).toBe("/argos/");
  });
});

describe("loading the summary again", () => {
  const app = createPagesApp(database, "");
  const post = async (body: string, headers: Readonly<Record<string, string>> = {}) =>
    await app.handle(
      new Request("http://localhost/refresh", {
        method: "POST",
        headers: { ...html, host: "localhost", "content-type": "application/x-www-form-urlencoded", ...headers },
        body,
      }),
    );

  test.each([
    ["seconds=15", "argos_refresh=15;", "Max-Age=34560000"],
    ["seconds=5", "argos_refresh=5;", "Max-Age=34560000"],
    ["seconds=off", "argos_refresh=;", "Max-Age=0"],
    ["seconds=4", "argos_refresh=;", "Max-Age=0"],
    ["other=15", "argos_refresh=;", "Max-Age=0"],
  ])("by %s is kept as %s %s", async (body, cookie, age) => {
    const { status, headers } = await post(body, { origin: "http://localhost" });
    expect(status).toBe(303);
    expect(headers.get("location")).toBe("/");
    expect(headers.get("set-cookie")).toStartWith(cookie);
    expect(headers.get("set-cookie")).toContain(age);
  });

  test.each([
    [403, { origin: "https://example.org" }, "seconds=15"],
    [403, { origin: "null" }, "seconds=15"],
    [403, { "sec-fetch-site": "cross-site" }, "seconds=15"],
    [404, {}, ""],
    [413, {}, `seconds=15&more=${"x".repeat(200)}`],
  ])("is refused with %d when sent with %j as %s", async (status, headers, body) => {
    const answer = await post(body, headers);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("set-cookie")).toBeNull();
  });

  test("happens on the summary alone, at the pace that was chosen, which is shown", async () => {
    const cookie = "argos_refresh=30";
    const { headers, text } = await get("/", { ...html, cookie });
    expect(headers.get("refresh")).toBe("30");
    const pressed = tagsOf(text).filter((tag) => tag.includes('aria-pressed="true"'));
    expect(pressed).toHaveLength(1);
    expect(pressed[0]).toContain('value="30"');
    for (const path of ["/sites", "/incidents", "/notifications", "/nothing"]) {
      expect((await get(path, { ...html, cookie })).headers.get("refresh")).toBeNull();
    }
  });

  test("does not happen unasked, nor by a link that somebody else made", async () => {
    expect((await get("/")).headers.get("refresh")).toBeNull();
    expect((await get("/?refresh=5")).headers.get("refresh")).toBeNull();
  });
});
