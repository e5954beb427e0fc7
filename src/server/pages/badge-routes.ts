import { Elysia } from "elysia";
import { type Severity, worst } from "../../base/severity.ts";
import { findSite } from "../../store/site-rows.ts";
import { listSiteStandings } from "../../store/site-standings.ts";
import { mayCall } from "../auth/caller.ts";
import { callerOf } from "../auth/guard.ts";
import type { ServerDeps } from "../deps.ts";
import { ProblemError } from "../problem.ts";
import { type Badge, shieldsBadge, svgBadge } from "../published/badge.tsx";
import { type Keeping, publishedHeaders } from "../published/published-headers.ts";
import { publicName } from "../published/read-status.ts";
import { shareBriefly } from "../share-briefly.ts";
import { wordsIn } from "./language.ts";
import { parseId } from "./pages.tsx";
import type { Views } from "./view.ts";

/** A badge is read at most so often, in milliseconds, whoever asks; and so many are remembered. */
const readEveryMs = 10_000;
const badgesRememberedMax = 1000;

/** Sites of a label that are looked at at most. */
const labelledMax = 10_000;

type BadgeDeps = Pick<ServerDeps, "db" | "published" | "clock" | "server">;

/** What a badge says. */
interface BadgeRead {
  readonly label: string;
  readonly severity: Severity;
  /** Sites of that severity; undefined for the badge of one site. */
  readonly count: number | undefined;
  /** Of the badge of one site. */
  readonly domain: string | undefined;
}

/** Badges of single sites and of labels, as images and for shields.io. */
export function badgePages(deps: BadgeDeps, views: Views) {
  const shared = shareBriefly<BadgeRead | undefined>({
    clock: deps.clock,
    keepMs: readEveryMs,
    keysMax: badgesRememberedMax,
  });
  function answer(request: Request, form: string, read: BadgeRead | undefined): Response {
    if (read === undefined) throw noSuchBadge();
    const isPublic = read.domain !== undefined && deps.published().isPublic(read.domain);
    if (!isPublic && !mayRead(deps, request)) throw noSuchBadge();
    const words = wordsIn(languageOf(request), views(request).words);
    const state = words.severities[read.severity];
    const message = read.count === undefined ? state : `${words.number(read.count)} ${state}`;
    return badgeResponse(
      form,
      { label: read.label, message, severity: read.severity },
      isPublic ? "public" : "private",
    );
  }
  return new Elysia({ normalize: false, detail: { hide: true } })
    .get("/badges/:file", async ({ params, request }) => {
      const { name, form } = parseBadgeFile(params.file);
      const id = parseId(name);
      if (id === undefined) throw noSuchBadge();
      return answer(request, form, await shared.get(`site ${id}`, () => readSiteBadge(deps, id)));
    })
    .get("/badges/label/:name/:file", async ({ params, request }) => {
      const { name: value, form } = parseBadgeFile(params.file);
      const key = JSON.stringify([params.name, value]);
      return answer(request, form, await shared.get(key, () => readLabelBadge(deps, { name: params.name, value })));
    });
}

/** The same whether there is no such site, or whoever asks may not read of it. */
function noSuchBadge(): ProblemError {
  return new ProblemError({ status: 404, title: "Not Found", detail: "there is no such badge" });
}

function mayRead({ server }: BadgeDeps, request: Request): boolean {
  return mayCall(callerOf(request), "read", server().unauthenticatedAccess);
}

/** A label's value may hold dots: the last begins the form. */
function parseBadgeFile(file: string): { readonly name: string; readonly form: "svg" | "json" } {
  const [, name, form] = /^(.+)\.(svg|json)$/s.exec(file) ?? [];
  if (name === undefined) throw noSuchBadge();
  return { name, form: form === "json" ? "json" : "svg" };
}

function languageOf({ url }: Request): string | undefined {
  return new URL(url).searchParams.get("lang") ?? undefined;
}

async function readSiteBadge({ db }: BadgeDeps, id: number): Promise<BadgeRead | undefined> {
  return await db.run(async (sql) => {
    const site = await findSite(sql, id);
    if (site === undefined) return undefined;
    const [standing] = await listSiteStandings(sql, [site.domain]);
    return {
      label: publicName(site.domain),
      severity: standing?.severity ?? "unknown",
      count: undefined,
      domain: site.domain,
    };
  });
}

async function readLabelBadge(
  { db, published }: BadgeDeps,
  { name, value }: { readonly name: string; readonly value: string },
): Promise<BadgeRead | undefined> {
  const sites = published()
    .sitesOf({ labels: { [name]: value } })
    .slice(0, labelledMax);
  if (sites.length === 0) return undefined;
  const domains = sites.map(({ domain }) => domain);
  const standings = await db.run((sql) => listSiteStandings(sql, domains));
  const severity = worst(standings.map((one) => one.severity));
  const count = standings.filter((one) => one.severity === severity).length;
  return { label: value, severity, count, domain: undefined };
}

function badgeResponse(form: string, badge: Badge, keeping: Keeping): Response {
  return form === "json"
    ? new Response(JSON.stringify(shieldsBadge(badge)), { headers: publishedHeaders("application/json", keeping) })
    : new Response(svgBadge(badge), { headers: publishedHeaders("image/svg+xml; charset=utf-8", keeping) });
}
