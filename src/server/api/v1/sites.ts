import { Type } from "@sinclair/typebox";
import { Elysia } from "elysia";
import { cleanText } from "../../../base/clean-text.ts";
import { shownUrl } from "../../../checks/shown-url.ts";
import { pageSchema, SeverityField } from "../../../contract/v1/fields.ts";
import { ProblemDetails } from "../../../contract/v1/problem.ts";
import { SiteDetail, SiteItem } from "../../../contract/v1/site.ts";
import { listSites, type SiteRow } from "../../../store/site-rows.ts";
import { encodeCursor, parseCursor, siteCursor } from "../../cursor.ts";
import type { ServerDeps } from "../../deps.ts";
import { jsonResponse } from "../../json-response.ts";
import { pageOf } from "../../page-of.ts";
import { readSite, type SiteRead } from "../../read/site.ts";
import { badCursor, idParams, notFound, pageQuery } from "./page-query.ts";
import { targetItem } from "./target-item.ts";

const sitePage = pageSchema(SiteItem);

/** Sites by domain, and one site with its targets. */
export function sitesApi(deps: Pick<ServerDeps, "db">) {
  return new Elysia({ normalize: false, tags: ["sites"] })
    .get("/sites", async ({ query }) => await listPage(deps, query), {
      query: Type.Object({
        search: Type.String({ maxLength: 200, default: "", description: "part of the domain" }),
        severity: Type.Optional(SeverityField),
        ...pageQuery,
      }),
      response: { 200: sitePage, 400: ProblemDetails },
      detail: { summary: "Sites by domain; with severity, those whose gravest check has it" },
    })
    .get(
      "/sites/:id",
      async ({ params: { id } }) => {
        const read = await readSite(deps.db, id);
        return read === undefined ? notFound("site", id) : jsonResponse(SiteDetail, siteDetail(read));
      },
      {
        params: idParams,
        response: { 200: SiteDetail, 404: ProblemDetails },
        detail: { summary: "A site with its targets, their checks and newest results" },
      },
    );
}

async function listPage(
  { db }: Pick<ServerDeps, "db">,
  query: {
    readonly search: string;
    readonly severity?: SiteRow["severity"];
    readonly cursor?: string;
    readonly limit: number;
  },
): Promise<Response> {
  const { severity, limit } = query;
  const search = cleanText(query.search, 200).trim();
  const after = query.cursor === undefined ? { domain: "" } : parseCursor(siteCursor, query.cursor);
  if (after === undefined) return badCursor();
  const found = await db.run((sql) =>
    listSites(sql, { search, severity, afterDomain: after.domain, limit: limit + 1 }),
  );
  const { rows, last } = pageOf(found, limit);
  const nextCursor = last === undefined ? null : encodeCursor({ domain: last.domain });
  return jsonResponse(sitePage, { items: rows.map(siteItem), nextCursor });
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
