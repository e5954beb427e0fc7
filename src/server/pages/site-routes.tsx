import { Elysia } from "elysia";
import { cleanText } from "../../base/clean-text.ts";
import { severities } from "../../base/severity.ts";
import { reasons } from "../../checks/reason.ts";
import type { ServerDeps } from "../deps.ts";
import { siteOrders } from "../read/sites.ts";
import { type SitesAsked, sitesPlace, sitesWanted } from "../sites-asked.ts";
import { pageResponse } from "./page-response.tsx";
import { errorPage, type Query } from "./pages.tsx";
import { SitesPage } from "./sites-page.tsx";
import type { View, Views } from "./view.ts";

/** Sites on one page of the list. */
const sitesMax = 50;

type Deps = Pick<ServerDeps, "reads">;

/** The list of sites. */
export function sitePages(deps: Deps, views: Views) {
  return new Elysia({ normalize: false, detail: { hide: true } }).get(
    "/sites",
    async ({ query, request }) => await sitesPage(deps, views(request), query),
  );
}

async function sitesPage({ reads }: Deps, view: View, query: Query): Promise<Response> {
  const asked = askedFor(query);
  const { cursor } = query;
  const after = cursor === undefined ? undefined : sitesPlace(cursor, asked.order);
  if (cursor !== undefined && after === undefined) return errorPage(view, "bad-cursor");
  const [read, labels] = await Promise.all([
    reads.sites(sitesWanted(asked, { after, limit: sitesMax })),
    reads.labels(),
  ]);
  const request = { ...asked, continued: cursor !== undefined };
  return pageResponse(view, <SitesPage asked={request} read={read} labels={labels} />);
}

/** A choice that is not offered counts as none. */
function askedFor(query: Query): SitesAsked {
  const { search = "", severity, label, reason, sort } = query;
  return {
    search: cleanText(search, 200).trim(),
    severity: (["not-ok", ...severities] as const).find((one) => one === severity),
    label: label === undefined || label.trim() === "" ? undefined : label,
    reason: reasons.find((one) => one === reason),
    order: siteOrders.find((one) => one === sort) ?? "name",
  };
}
