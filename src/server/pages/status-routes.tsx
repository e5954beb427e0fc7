import { Elysia } from "elysia";
import { renderToString } from "preact-render-to-string";
import type { StatusPage as StatusSettings } from "../../config/published.ts";
import type { ServerDeps } from "../deps.ts";
import { ProblemError } from "../problem.ts";
import { atomDocument, atomType } from "../published/atom.ts";
import { svgBadge } from "../published/badge.tsx";
import { findPage, parseFormedName, type StatusForm } from "../published/find-page.ts";
import { homeOf } from "../published/home.ts";
import { followPublicIds, type PublicId } from "../published/public-ids.ts";
import { publishedHeaders } from "../published/published-headers.ts";
import { type PublishedPage, readStatus, type StatusRead } from "../published/read-status.ts";
import { statusJson } from "../published/status-json.ts";
import { shareBriefly } from "../share-briefly.ts";
import { viewIn } from "./language.ts";
import { StatusPage } from "./status-page.tsx";
import { type View, ViewContext, type Views } from "./view.ts";

/** A page is read at most so often, in milliseconds, whoever asks; and so many pages are remembered. */
const readEveryMs = 10_000;
const pagesRememberedMax = 200;

export type StatusDeps = Pick<ServerDeps, "db" | "published" | "notifications" | "clock" | "server">;

/** A page that was read, and its forms that were made of it, by form and language. */
interface Remembered {
  readonly read: StatusRead;
  readonly publicId: PublicId;
  readonly bodies: Map<string, string>;
}

/** Status pages: as a page, as JSON, as a feed and as a badge. One that may not be read is not there. */
export function statusPages(deps: StatusDeps, views: Views) {
  const shared = shareBriefly<Remembered>({ clock: deps.clock, keepMs: readEveryMs, keysMax: pagesRememberedMax });
  const publicIds = followPublicIds(deps.db);
  async function remember(published: PublishedPage): Promise<Remembered> {
    const publicId = await publicIds();
    const source = { db: deps.db, planned: deps.notifications().silences, publicId, now: deps.clock.now() };
    return { read: await readStatus(source, published), publicId, bodies: new Map() };
  }
  async function answer(request: Request, asked: Asked): Promise<Response> {
    const page = findPage(deps.published(), asked);
    if (page === undefined) throw noSuchPage();
    const remembered = await shared.get(page.name, () =>
      remember({ page, sites: deps.published().sitesOf(page.match) }),
    );
    const inWords = viewIn(page.language, views(request), deps.notifications().timeZone);
    const view: View = { ...inWords, now: remembered.read.at };
    const { words } = view;
    const at = { view, page, remembered, home: homeOf(deps.server()), ...asked };
    const body = remembered.bodies.get(`${asked.form} ${words.language}`) ?? bodyOf(at);
    remembered.bodies.set(`${asked.form} ${words.language}`, body);
    const headers = publishedHeaders(types[asked.form], page.audience.kind === "everybody" ? "public" : "private");
    if (page.language === undefined) headers.vary = "accept-language, cookie";
    return new Response(body, { headers });
  }
  return new Elysia({ normalize: false, detail: { hide: true } })
    .get("/status/:name", ({ params, request }) => answer(request, { key: undefined, ...parseFormedName(params.name) }))
    .get("/status/:name/:key", ({ params, request }) => {
      const { name: key, form } = parseFormedName(params.key);
      return answer(request, { name: params.name, key, form });
    });
}

/** The same whether there is no such page, or it may not be read. */
function noSuchPage(): ProblemError {
  return new ProblemError({ status: 404, title: "Not Found", detail: "there is no such page" });
}

interface Asked {
  readonly name: string;
  readonly key: string | undefined;
  readonly form: StatusForm;
}

interface Shown extends Asked {
  readonly view: View;
  readonly page: StatusSettings;
  readonly remembered: Remembered;
  /** Before the paths of this installation in documents that are read elsewhere; empty when nobody knows it. */
  readonly home: string;
}

const types: Readonly<Record<StatusForm, string>> = {
  html: "text/html; charset=utf-8",
  json: "application/json",
  atom: atomType,
  svg: "image/svg+xml; charset=utf-8",
};

function bodyOf(shown: Shown): string {
  const { view, page, remembered, form } = shown;
  const { read } = remembered;
  switch (form) {
    case "html": {
      const content = <StatusPage page={page} read={read} hrefOf={(wanted) => hrefOf(shown, wanted)} />;
      return `<!doctype html>\n${renderToString(<ViewContext.Provider value={view}>{content}</ViewContext.Provider>)}`;
    }
    case "json":
      return `${JSON.stringify(statusJson(page, read, textsOf(shown)))}\n`;
    case "atom":
      return feedOf(shown);
    case "svg": {
      const message = view.words.severities[read.siteCount === 0 ? "unknown" : read.severity];
      return svgBadge({ label: page.title, message, severity: read.severity });
    }
    default:
      return form satisfies never;
  }
}

function hrefOf({ view, name, key }: Shown, form: StatusForm): string {
  return view.links.status({ name, key, ending: form === "html" ? "" : `.${form}` });
}

function textsOf({ view, remembered }: Shown) {
  const { counts, severity, siteCount, unread } = remembered.read;
  const { headline, troubles } = view.words.published;
  return {
    headline: headline(severity, siteCount - unread, counts.critical + counts.warning + counts.unknown),
    incidentName: ({ site, trouble }: StatusRead["open"][number]) => `${site} ${troubles[trouble]}`,
  };
}

function feedOf(shown: Shown): string {
  const { view, page, remembered, home } = shown;
  const { read, publicId } = remembered;
  const words = view.words.published;
  const { incidentName } = textsOf(shown);
  const incidents = [
    ...(page.shows.includes("incidents") ? read.open : []),
    ...(page.shows.includes("history") ? read.closed : []),
  ];
  const href = home + hrefOf(shown, "html");
  return atomDocument({
    id: `urn:uuid:${publicId(page.name, "feed")}`,
    title: words.feedOf(page.title),
    language: view.words.language,
    author: page.title,
    selfHref: home + hrefOf(shown, "atom"),
    href,
    updated: read.at,
    entries: incidents.map((one) => ({
      id: `urn:uuid:${one.id}`,
      title: incidentName(one),
      text:
        one.until === undefined ? words.since(view.times.second(one.since)) : words.over(view.times.second(one.until)),
      published: one.since,
      updated: one.until ?? one.since,
      href,
      category: one.severity,
    })),
  });
}
