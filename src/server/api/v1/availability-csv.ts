import { Type } from "@sinclair/typebox";
import { Elysia } from "elysia";
import { cleanText } from "../../../base/clean-text.ts";
import { oneOf } from "../../../contract/one-of.ts";
import { requestText } from "../../../contract/text.ts";
import type { DayRange } from "../../../store/rollups.ts";
import { availabilityCsv } from "../../availability/csv.ts";
import { type CsvPeriod, csvPeriods, daysBetween, parseLabel, periodDays } from "../../availability/csv-wanted.ts";
import type { ServerDeps } from "../../deps.ts";
import { unprocessable } from "./page-query.ts";

type Deps = Pick<ServerDeps, "db" | "clock">;

const dayField = (description: string) => Type.Optional(requestText({ maxLength: 10, description }));

const query = Type.Object({
  period: Type.Optional(oneOf(csvPeriods, "whole UTC days up to yesterday; 30d unless told otherwise")),
  from: dayField("first day instead, such as 2026-01-01"),
  to: dayField("last day instead; days that are not over are left out"),
  label: Type.Optional(requestText({ maxLength: 600, description: "name:value" })),
  search: Type.Optional(requestText({ maxLength: 200, description: "part of the domain" })),
});

interface CsvQuery {
  readonly period?: CsvPeriod;
  readonly from?: string;
  readonly to?: string;
  readonly label?: string;
  readonly search?: string;
}

/** The availability of all sites as a table. */
export function availabilityCsvApi(deps: Deps) {
  return new Elysia({ normalize: false, tags: ["availability"] }).get(
    "/availability.csv",
    async ({ query }) => await download(deps, query),
    {
      query,
      detail: {
        summary: "Availability of sites as CSV, one row a site; the page /availability explains the columns",
        responses: {
          200: { description: "RFC 4180, with a header", content: { "text/csv": { schema: { type: "string" } } } },
        },
      },
    },
  );
}

async function download({ db, clock }: Deps, asked: CsvQuery): Promise<Response> {
  const days = daysOf(asked, clock.now());
  if (typeof days === "string") return unprocessable(days);
  const label = asked.label === undefined || asked.label === "" ? undefined : parseLabel(asked.label);
  if (asked.label && label === undefined) return unprocessable(`label: write it as name:value, not ${asked.label}`);
  const search = cleanText(asked.search ?? "", 200).trim();
  const body = await availabilityCsv(db, { ...days, search, label });
  return new Response(body, { headers: headersOf(days) });
}

function daysOf({ period, from, to }: CsvQuery, now: Date): DayRange | string {
  if (from === undefined && to === undefined) return periodDays(period ?? "30d", now);
  if (from === undefined || to === undefined) return "give both from and to, or a period";
  return period === undefined ? daysBetween({ from, to }, now) : "give either a period, or from and to";
}

function headersOf({ fromDay, untilDay }: DayRange): Record<string, string> {
  const last = new Date(untilDay.getTime() - 1);
  const name = `availability_${[fromDay, last].map((day) => day.toISOString().slice(0, 10)).join("_")}.csv`;
  return {
    "content-type": "text/csv; charset=utf-8; header=present",
    "content-disposition": `attachment; filename="${name}"`,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  };
}
