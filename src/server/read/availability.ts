import { type Account, emptyAccount, leastAvailable, sumAccounts } from "../../checks/account.ts";
import { type Bar, barsOf, type Cell, midnightMs, periodStartMs } from "../../checks/availability.ts";
import { cutsWithin } from "../../checks/maintenance-cuts.ts";
import { type Period, periods } from "../../checks/period.ts";
import type { ActiveSilence } from "../../checks/silence.ts";
import type { Database } from "../../db/connect.ts";
import type { Sql } from "../../db/pool.ts";
import type { AccountedTarget } from "../../store/account-hours.ts";
import { listTargetsToAccount, type TargetToAccount } from "../../store/accounted-targets.ts";
import { databaseNow } from "../../store/now.ts";
import {
  accountNow,
  type DayRange,
  listDayBlocks,
  listRolledHours,
  sumDays,
  type TargetCell,
} from "../../store/rollups.ts";
import { listRecentMaintenance } from "../../store/silences.ts";
import type { Planned } from "../availability/planned-work.ts";

/** What became of each period. */
export type Accounts = Readonly<Record<Period, Account>>;

/** How available a target was, in all periods, and one of them in detail. */
export interface TargetAvailability {
  readonly now: Date;
  readonly accounts: Accounts;
  readonly period: Period;
  readonly bars: readonly Bar[];
}

/** How available the targets of a site were, and with them the site: as available as its least available target. */
export interface SiteAvailability {
  readonly now: Date;
  readonly accounts: Accounts;
  readonly targets: ReadonlyMap<number, Accounts>;
}

export interface AvailabilityDeps {
  readonly db: Database;
  readonly notifications: Planned;
}

/** Hours of results that are read at most, where rolling up is behind. */
const liveHoursMax = 26;

const dayMs = 86_400_000;

/** How available a target was, in at most six queries; undefined for an id that is not there. */
export async function readTargetAvailability(
  deps: AvailabilityDeps,
  wanted: { readonly targetId: number; readonly period: Period },
): Promise<TargetAvailability | undefined> {
  const { targetId, period } = wanted;
  return await deps.db.run(async (sql) => {
    const [[target], work] = await Promise.all([
      listTargetsToAccount(sql, [targetId], liveHoursMax),
      readWork(sql, deps.notifications),
    ]);
    if (target === undefined) return undefined;
    const span = spanOf([target]);
    const [hours, days, blocks] = await Promise.all([
      readHours(sql, { targets: [target], work, span, fromMs: hoursFrom(period, span) }),
      sumDays(sql, [targetId], span.ranges),
      readBlocks(sql, { targetId, period, span }),
    ]);
    const accounts = accountsOf(span, hours, days);
    const { now } = target;
    const cells: readonly Cell[] = isOfHours(period) ? hours : [...blocks, ...sinceRolled(hours, span)];
    return { now, accounts, period, bars: barsOf(period, now.getTime(), cells) };
  });
}

/** How available targets of one site were, in at most five queries however many there are. */
export async function readSiteAvailability(
  deps: AvailabilityDeps,
  targetIds: readonly number[],
): Promise<SiteAvailability> {
  return await deps.db.run(async (sql) => {
    const [targets, work] = await Promise.all([
      listTargetsToAccount(sql, targetIds, liveHoursMax),
      readWork(sql, deps.notifications),
    ]);
    const [first] = targets;
    if (first === undefined)
      return { now: await databaseNow(sql), accounts: accountsBy(() => emptyAccount), targets: new Map() };
    const span = spanOf([first, ...targets]);
    const [hours, days] = await Promise.all([
      readHours(sql, { targets, work, span, fromMs: hoursFrom("24h", span) }),
      sumDays(sql, targetIds, span.ranges),
    ]);
    const hoursOf = Map.groupBy(hours, (one) => one.targetId);
    const daysOf = Map.groupBy(days, (one) => one.targetId);
    const found = targets.map(({ targetId }) => {
      return [targetId, accountsOf(span, hoursOf.get(targetId) ?? [], daysOf.get(targetId) ?? [])] as const;
    });
    const accounts = accountsBy((period) => {
      return leastAvailable(found.map(([, own]) => ({ account: own[period] })))?.account ?? emptyAccount;
    });
    return { now: first.now, accounts, targets: new Map(found) };
  });
}

/** What is read from where: whole days before `daysUntilMs`, hours from then on, and results from `liveAt`. */
interface Span {
  readonly nowMs: number;
  readonly liveAt: Date;
  readonly daysUntilMs: number;
  /** The whole days of each period, in the order of `periods`. */
  readonly ranges: readonly DayRange[];
}

/** Targets may be rolled up to different hours: what is rolled up of one and not of another is accounted for anew. */
function spanOf(targets: readonly [TargetToAccount, ...TargetToAccount[]]): Span {
  const nowMs = targets[0].now.getTime();
  const liveAt = new Date(Math.min(...targets.map((one) => one.liveAt.getTime())));
  const daysUntilMs = midnightMs(liveAt.getTime());
  const untilDay = new Date(daysUntilMs);
  const ranges = periods.map((period) => ({ fromDay: new Date(firstDayMs(period, nowMs)), untilDay }));
  return { nowMs, liveAt, daysUntilMs, ranges };
}

/** The last 24 hours are no whole days: all of them come from hours. */
function firstDayMs(period: Period, nowMs: number): number {
  return period === "24h" ? midnightMs(nowMs) + dayMs : periodStartMs(period, nowMs);
}

function isOfHours(period: Period): boolean {
  return period === "24h" || period === "7d";
}

/** The hours that are needed at least: all since the last whole day, and the last 24. */
function hoursFrom(period: Period, { nowMs, daysUntilMs }: Span): number {
  return Math.min(daysUntilMs, periodStartMs(isOfHours(period) ? period : "24h", nowMs));
}

/** The planned work that can bear on results which are not rolled up: their first hour began a little before the limit. */
async function readWork(sql: Sql, planned: Planned): Promise<readonly ActiveSilence[]> {
  const stored = await listRecentMaintenance(sql, liveHoursMax + 2);
  return [...stored, ...planned().silences];
}

interface HoursWanted {
  readonly targets: readonly TargetToAccount[];
  readonly work: readonly ActiveSilence[];
  readonly span: Span;
  readonly fromMs: number;
}

/** Rolled-up hours, with those of the results since in their place. */
async function readHours(sql: Sql, { targets, work, span, fromMs }: HoursWanted): Promise<TargetCell[]> {
  const targetIds = targets.map((one) => one.targetId);
  const endAt = new Date(span.nowMs);
  const rolled = listRolledHours(sql, { targetIds, fromDay: new Date(fromMs), untilDay: endAt });
  const live = accountNow(sql, { targets: cutOut(targets, work, span), startAt: span.liveAt, endAt });
  const [before, since] = await Promise.all([rolled, live]);
  return [...before.filter((one) => one.startMs < span.liveAt.getTime()), ...since];
}

/** The targets, with the planned work of each that is not to be held against it. */
function cutOut(targets: readonly TargetToAccount[], work: readonly ActiveSilence[], span: Span): AccountedTarget[] {
  const cutsOf = cutsWithin(work, { fromMs: span.liveAt.getTime(), untilMs: span.nowMs });
  return targets.map((one) => ({ ...one, cuts: cutsOf?.(one) ?? [] }));
}

async function readBlocks(
  sql: Sql,
  { targetId, period, span }: { readonly targetId: number; readonly period: Period; readonly span: Span },
): Promise<TargetCell[]> {
  if (isOfHours(period)) return [];
  const fromDay = new Date(firstDayMs(period, span.nowMs));
  const untilDay = new Date(midnightMs(span.nowMs) + dayMs);
  const daysPerBlock = period === "1y" ? 7 : 1;
  return await listDayBlocks(sql, {
    targetId,
    fromDay,
    untilDay,
    rolledUntil: new Date(span.daysUntilMs),
    daysPerBlock,
  });
}

function sinceRolled(hours: readonly TargetCell[], { daysUntilMs }: Span): TargetCell[] {
  return hours.filter((one) => one.startMs >= daysUntilMs);
}

function accountsOf(
  span: Span,
  hours: readonly TargetCell[],
  days: readonly (Account & { readonly range: number })[],
): Accounts {
  return accountsBy((period) => {
    const startMs = Math.max(periodStartMs(period, span.nowMs), period === "24h" ? 0 : span.daysUntilMs);
    const live = hours.filter((one) => one.startMs >= startMs).map((one) => one.account);
    return sumAccounts([...live, ...days.filter((one) => periods[one.range] === period)]);
  });
}

function accountsBy(accountIn: (period: Period) => Account): Accounts {
  return { "24h": accountIn("24h"), "7d": accountIn("7d"), "30d": accountIn("30d"), "1y": accountIn("1y") };
}
