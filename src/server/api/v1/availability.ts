import { Type } from "@sinclair/typebox";
import { Elysia } from "elysia";
import { shownUrl } from "../../../base/secrets/shown-url.ts";
import { type Account, availabilityOf } from "../../../checks/account.ts";
import { type Bar, periodStartMs } from "../../../checks/availability.ts";
import type { Period } from "../../../checks/period.ts";
import { PeriodField, SiteAvailabilityItem, TargetAvailabilityItem } from "../../../contract/v1/availability.ts";
import { findSite } from "../../../store/site-rows.ts";
import { listTargets } from "../../../store/target-rows.ts";
import type { ServerDeps } from "../../deps.ts";
import { jsonResponse } from "../../json-response.ts";
import { readSiteAvailability, readTargetAvailability } from "../../read/availability.ts";
import { targetsMax } from "../../read/site.ts";
import { idParams, notFound } from "./page-query.ts";

type Deps = Pick<ServerDeps, "db" | "notifications">;

const query = Type.Object({ period: Type.Optional(PeriodField) });

/** How available targets and sites were. */
export function availabilityApi(deps: Deps) {
  return new Elysia({ normalize: false, tags: ["availability"] })
    .get(
      "/targets/:id/availability",
      async ({ params: { id }, query }) => await targetAvailability(deps, id, query.period ?? "24h"),
      {
        params: idParams,
        query,
        response: { 200: TargetAvailabilityItem },
        detail: { summary: "How available a target was, and how fast it answered; 24h unless told otherwise" },
      },
    )
    .get(
      "/sites/:id/availability",
      async ({ params: { id }, query }) => await siteAvailability(deps, id, query.period ?? "24h"),
      {
        params: idParams,
        query,
        response: { 200: SiteAvailabilityItem },
        detail: {
          summary: "How available a site was: as much as its least available target; 24h unless told otherwise",
        },
      },
    );
}

async function targetAvailability(deps: Deps, targetId: number, period: Period): Promise<Response> {
  const read = await readTargetAvailability(deps, { targetId, period });
  if (read === undefined) return notFound("target", targetId);
  return jsonResponse(TargetAvailabilityItem, {
    ...spanOf(period, read.now),
    ...shareOf(read.accounts[period]),
    bars: read.bars.map(barItem),
  });
}

async function siteAvailability(deps: Deps, siteId: number, period: Period): Promise<Response> {
  const [site, targets] = await deps.db.run(async (sql) =>
    Promise.all([findSite(sql, siteId), listTargets(sql, siteId, targetsMax)]),
  );
  if (site === undefined) return notFound("site", siteId);
  const read = await readSiteAvailability(
    deps,
    targets.map((one) => one.id),
  );
  return jsonResponse(SiteAvailabilityItem, {
    ...spanOf(period, read.now),
    ...shareOf(read.accounts[period]),
    targets: targets.flatMap(({ id, method, url }) => {
      const accounts = read.targets.get(id);
      return accounts === undefined ? [] : [{ id, method, url: shownUrl(url), ...shareOf(accounts[period]) }];
    }),
  });
}

function spanOf(period: Period, now: Date) {
  return { period, startAt: new Date(periodStartMs(period, now.getTime())).toISOString(), endAt: now.toISOString() };
}

function shareOf(account: Account) {
  const { ok, warning, critical, unknown, maintenance } = account;
  return { availability: availabilityOf(account), seconds: { ok, warning, critical, unknown, maintenance } };
}

function barItem({ startMs, endMs, account, meanMs, maxMs }: Bar) {
  const [startAt, endAt] = [new Date(startMs).toISOString(), new Date(endMs).toISOString()];
  return { startAt, endAt, ...shareOf(account), meanMs, maxMs };
}
