import { Type } from "@sinclair/typebox";
import { Elysia } from "elysia";
import { shownUrl } from "../../../base/secrets/shown-url.ts";
import { severities } from "../../../base/severity.ts";
import { reasons } from "../../../checks/reason.ts";
import { oneOf } from "../../../contract/one-of.ts";
import { requestLabel, requestText } from "../../../contract/text.ts";
import { SiteDetail, type SiteItem, SiteList } from "../../../contract/v1/site.ts";
import type { SiteRow } from "../../../store/site-rows.ts";
import { encodeCursor } from "../../cursor.ts";
import type { ServerDeps } from "../../deps.ts";
import { jsonResponse } from "../../json-response.ts";
import { readSite, type SiteRead } from "../../read/site.ts";
import { readSites, siteOrders } from "../../read/sites.ts";
import { type SitesAsked, sitesPlace, sitesWanted } from "../../sites-asked.ts";
import { badCursor, idParams, notFound, pageQuery } from "./page-query.ts";
import { targetItem } from "./target-item.ts";

/** Sites by domain, and one site with its targets. */
export function sitesApi(deps: Pick<ServerDeps, "db">) {
  return new Elysia({ normalize: false, tags: ["sites"] })
    .get("/sites", async ({ query }) => await listPage(deps, query), {
      query: Type.Object({
        search: requestText({
          maxLength: 200,
          default: "",
          description: "words, each part of the domain or of a label's value; case and accents make no difference",
        }),
        severity: Type.Optional(oneOf([...severities, "not-ok"], "what the gravest check has")),
        label: Type.Optional(
          requestLabel({
            maxLength: 1000,
            description: "`name:value`, exactly as it is configured",
            examples: ["owner:asso-42"],
          }),
        ),
        reason: Type.Optional(oneOf(reasons, "why one of the checks is not ok")),
        sort: Type.Optional(oneOf(siteOrders, "by domain, or what is gravest and changed last first")),
        ...pageQuery,
      }),
      response: { 200: SiteList },
      detail: { summary: "Sites, by domain or the worst first, for which all holds that is asked for" },
    })
    .get(
      "/sites/:id",
      async ({ params: { id } }) => {
        const read = await readSite(deps.db, id);
        return read === undefined ? notFound("site", id) : jsonResponse(SiteDetail, siteDetail(read));
      },
      {
        params: idParams,
        response: { 200: SiteDetail },
        detail: { summary: "A site with its targets, their checks and newest results" },
      },
    );
}

async function listPage(
  { db }: Pick<ServerDeps, "db">,
  query: Omit<SitesAsked, "order"> & {
    readonly sort?: SitesAsked["order"];
    readonly cursor?: string;
    readonly limit: number;
  },
): Promise<Response> {
  const { sort = "name", cursor, limit } = query;
  const after = cursor === undefined ? undefined : sitesPlace(cursor, sort);
  if (cursor !== undefined && after === undefined) return badCursor();
  const { rows, next, matches } = await readSites(db, sitesWanted({ ...query, order: sort }, { after, limit }));
  const nextCursor = next === undefined ? null : encodeCursor({ ...next });
  return jsonResponse(SiteList, { items: rows.map(siteItem), nextCursor, matches });
}

function siteItem({ id, domain, severity, checks, checksNotOk, worst }: SiteRow): SiteItem {
  return {
    id,
    domain: shownUrl(domain),
    severity,
    checks,
    checksNotOk,
    worst: worst === undefined ? null : { ...worst, sinceAt: worst.sinceAt.toISOString() },
  };
}

function siteDetail({ site, targets }: SiteRead): SiteDetail {
  const { id, domain, labels, definedAt } = site;
  return { id, domain: shownUrl(domain), labels: { ...labels }, definedAt, targets: targets.map(targetItem) };
}
