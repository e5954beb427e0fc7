import { Elysia } from "elysia";
import { periods } from "../../checks/period.ts";
import { type Asset, assetResponse, createPageAssets } from "../assets/assets.ts";
import { listExplorerAssets } from "../assets/explorer-assets.ts";
import { parseCursor, resultCursor } from "../cursor.ts";
import type { ServerDeps } from "../deps.ts";
import type { Problem } from "../problem.ts";
import { readSiteAvailability, readTargetAvailability } from "../read/availability.ts";
import { readSiteSilences } from "../read/silences.ts";
import { readSite } from "../read/site.ts";
import { readTarget } from "../read/target.ts";
import { ErrorPage, faultStatus, type PageFault } from "./error-page.tsx";
import { pageResponse } from "./page-response.tsx";
import { readPreferences } from "./preferences.ts";
import { SitePage } from "./site-page.tsx";
import { SummaryPage } from "./summary-page.tsx";
import { TargetPage } from "./target-page.tsx";
import type { View, Views } from "./view.ts";

export type PagesDeps = Pick<ServerDeps, "db" | "reads" | "clock" | "server" | "notifications">;

/** The pages, which work without script, and the files they need. */
export function pagesPlugin(deps: PagesDeps, views: Views) {
  const carried = [...Object.values(createPageAssets()), ...listExplorerAssets()];
  const assets = new Map<string, Asset>(carried.map((one) => [one.name, one]));
  return new Elysia({ normalize: false, detail: { hide: true } })
    .get("/", async ({ request }) => await summaryPage(deps, views(request), readPreferences(request).refreshSeconds))
    .get("/sites/:id", async ({ params: { id }, request }) => await sitePage(deps, views(request), id))
    .get(
      "/targets/:id",
      async ({ params: { id }, query, request }) => await targetPage(deps, views(request), { id, ...query }),
    )
    .get("/assets/:name", ({ params: { name }, request }) => {
      const found = assets.get(name);
      return found === undefined ? errorPage(views(request), "not-found") : assetResponse(request, found);
    });
}

/** The page for a fault, with its status; a refusal keeps the status and headers of its problem. */
export function errorPage(view: View, fault: PageFault, problem?: Pick<Problem, "status" | "headers">): Response {
  const retry = fault === "database" ? { "retry-after": "1" } : {};
  const status = fault === "refused" ? problem?.status : undefined;
  const headers = { ...retry, ...problem?.headers };
  return pageResponse(view, <ErrorPage fault={fault} />, { status: status ?? faultStatus[fault], headers });
}

/** What came in an address: nothing of it is trusted. */
export type Query = Readonly<Record<string, string | undefined>>;

async function summaryPage({ reads }: PagesDeps, view: View, refreshSeconds: number | undefined): Promise<Response> {
  const [read, trouble, worst] = await Promise.all([reads.summary(), reads.trouble(), reads.worst()]);
  const headers: Record<string, string> = refreshSeconds === undefined ? {} : { refresh: String(refreshSeconds) };
  return pageResponse(view, <SummaryPage {...{ read, trouble, worst, refreshSeconds }} />, { headers });
}

async function sitePage(deps: PagesDeps, view: View, idText: string): Promise<Response> {
  const id = parseId(idText);
  const read = id === undefined ? undefined : await readSite(deps.db, id);
  if (read === undefined) return errorPage(view, "not-found");
  const targetIds = read.targets.map((one) => one.target.id);
  const planned = { planned: deps.notifications().silences, now: view.now };
  const [availability, silences] = await Promise.all([
    readSiteAvailability(deps, targetIds),
    readSiteSilences(deps.db, read.site, planned),
  ]);
  return pageResponse(view, <SitePage read={read} availability={availability} silences={silences} />);
}

async function targetPage(deps: PagesDeps, view: View, query: Query & { readonly id: string }): Promise<Response> {
  const id = parseId(query.id);
  if (id === undefined) return errorPage(view, "not-found");
  const { cursor } = query;
  const place = cursor === undefined ? undefined : parseCursor(resultCursor, cursor);
  if (cursor !== undefined && place === undefined) return errorPage(view, "bad-cursor");
  const period = periods.find((one) => one === query.period) ?? "24h";
  const [read, availability] = await Promise.all([
    readTarget(deps.db, { id, beforeSlotText: place?.slotText }),
    readTargetAvailability(deps, { targetId: id, period }),
  ]);
  if (read === undefined) return errorPage(view, "not-found");
  return pageResponse(view, <TargetPage {...{ read, availability }} continued={place !== undefined} />);
}

/** An id of a table that grows for ever; undefined for anything else. */
export function parseBigId(text: string): number | undefined {
  const id = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : 0;
  return Number.isSafeInteger(id) && id >= 1 ? id : undefined;
}

/** An id as the database numbers rows; undefined for anything else. */
export function parseId(text: string): number | undefined {
  const id = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0;
  return id >= 1 && id <= 2 ** 31 - 1 ? id : undefined;
}
