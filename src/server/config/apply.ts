import { createHash } from "node:crypto";
import { ArgosError } from "../../base/error.ts";
import { reasonCode } from "../../checks/reason.ts";
import { phaseMs } from "../../checks/schedule.ts";
import type { ProbeSettings } from "../../config/probe-settings.ts";
import type { Site, Target } from "../../config/site.ts";
import type { TargetSpec } from "../../contract/lease.ts";
import type { ConfigDiff } from "../../contract/v1/configuration.ts";
import type { Database } from "../../db/connect.ts";
import type { Sql } from "../../db/pool.ts";
import { enroll } from "../../queue/enroll.ts";
import { lockTasks } from "../../queue/lock.ts";
import {
  analyseTables,
  findConfigRevision,
  insertConfigRevision,
  lockConfig,
  type RevisionCounts,
} from "../../store/config-revisions.ts";
import { lockSitesWorst } from "../../store/site-worst.ts";
import { deleteSites, listSiteKeys, upsertSites } from "../../store/sites.ts";
import {
  deleteTargets,
  listTargetKeys,
  listTargetPlaces,
  moveTargets,
  replaceChecks,
  type TargetKey,
  upsertTargets,
} from "../../store/targets.ts";
import { endIncidentsOf } from "../incidents/end-of-targets.ts";
import { type Difference, diffSites, diffTargets } from "./diff.ts";
import { sharesOf, shownDiff, shownTargetsMax } from "./shown-diff.ts";

/** A share of the sites that may vanish in one change without being asked for: more looks like a broken generator. */
const shrinkRatioMax = 0.2;

/** Below this number of sites the brake is off: a newcomer deletes two of three sites for good reasons. */
const shrinkBrakeFrom = 20;

/** How long applying a configuration may take, in milliseconds: 100,000 new targets take some 12 s. */
const applyDeadlineMs = 120_000;

/**
 * From so many changed targets on, the planner's picture of the tables is made anew at once: without it a list page took
 * 1.9 s instead of 0.1 s at 100,000 sites, until autovacuum came by.
 */
const analyseFrom = 1000;

/** Grows when the same configuration is stored otherwise than before, so that an upgraded server stores it again. */
const storedFormat = 2;

export interface WantedConfiguration {
  readonly sites: readonly Site[];
  readonly probe: ProbeSettings;
  /** Lets any number of sites vanish. */
  readonly allowShrink: boolean;
}

/** How many targets an applied configuration added, changed and removed; all zero when it was in force already. */
export interface Applied {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  /** The number of the configuration in force now. */
  readonly revision: number;
}

interface PlannedTarget extends Target {
  readonly domain: string;
  readonly canary: boolean;
  readonly specDigest: string;
}

type TargetDifference = Difference<PlannedTarget, TargetKey>;

/**
 * Makes the database's sites those of the configuration, in one transaction. Targets that did not change keep their phase,
 * state and history; a changed one is due at once and a lease on it ends, so that no run of the old rule counts for the new.
 * Throws ArgosError "config" when more than a fifth of the sites would vanish unasked; nothing is changed then.
 */
export async function applyConfiguration(db: Database, wanted: WantedConfiguration): Promise<Applied> {
  const targets = wanted.sites.flatMap((site) => site.targets.map((target) => planned(site, target)));
  const digest = sha256(JSON.stringify([storedFormat, wanted.probe, wanted.sites]));
  const applied = await db.transaction(
    async (tx) => {
      await lockConfig(tx);
      const before = await findConfigRevision(tx);
      if (before?.digest === digest) return { added: 0, changed: 0, removed: 0, revision: before.id };
      const { diff, ...counts } = await applyDifference(tx, wanted, targets);
      const size = { ...sizeOf(targets), sites: wanted.sites.length };
      const revision = await insertConfigRevision(tx, { digest, probe: wanted.probe, diff, ...counts, ...size });
      return { ...counts, revision };
    },
    { deadlineMs: applyDeadlineMs },
  );
  if (applied.added + applied.changed + applied.removed >= analyseFrom) {
    await db.transaction(analyseTables, { deadlineMs: applyDeadlineMs });
  }
  return applied;
}

/** Locks what it will change first: agents complete the same tasks at the same time. */
async function applyDifference(
  tx: Sql,
  wanted: WantedConfiguration,
  targets: readonly PlannedTarget[],
): Promise<Omit<Applied, "revision"> & { readonly diff: ConfigDiff }> {
  const stored = await listTargetKeys(tx);
  const difference = diffTargets(targets, stored);
  const diff = await diffOf(tx, difference);
  await lockTasks(tx, idsOf([...difference.changed, ...difference.removed], stored));
  await lockSitesWorst(tx, sitesTouched(difference, stored));
  await endIncidentsOf(tx, idsOf(difference.removed, stored));
  const siteIds = await applySites(tx, wanted);
  await applyTargets(tx, difference, siteIds);
  await moveTargets(tx, movedTargets(targets, stored));
  const { added, changed, removed } = difference;
  return { added: added.length, changed: changed.length, removed: removed.length, diff };
}

/** Names the first targets that change, while those that leave are still there to be named. */
async function diffOf(tx: Sql, { added, changed, removed }: TargetDifference): Promise<ConfigDiff> {
  const counts = { added: added.length, changed: changed.length, removed: removed.length };
  const shares = sharesOf(counts, shownTargetsMax);
  const leaving = removed.slice(0, shares.removed).map((one) => one.id);
  return shownDiff({
    added: added.slice(0, shares.added),
    changed: changed.slice(0, shares.changed),
    removed: await listTargetPlaces(tx, leaving),
  });
}

function sizeOf(targets: readonly PlannedTarget[]): Pick<RevisionCounts, "targets" | "checks" | "runsPerMinute"> {
  return {
    targets: targets.length,
    checks: targets.reduce((sum, one) => sum + one.checks.length, 0),
    runsPerMinute: targets.reduce((sum, one) => sum + 60 / seconds(one.intervalMs), 0),
  };
}

function idsOf(named: readonly { readonly key: string }[], stored: readonly TargetKey[]): number[] {
  const keys = new Set(named.map((one) => one.key));
  return stored.filter((one) => keys.has(one.key)).map((one) => one.id);
}

/** The sites whose checks come, change or go. */
function sitesTouched({ added, changed, removed }: TargetDifference, stored: readonly TargetKey[]) {
  const domains = new Set([...added, ...changed].map((one) => one.domain));
  return { domains: [...domains], targetIds: idsOf(removed, stored) };
}

async function applySites(tx: Sql, wanted: WantedConfiguration): Promise<ReadonlyMap<string, number>> {
  const stored = await listSiteKeys(tx);
  const { added, changed, removed } = diffSites(wanted.sites, stored);
  if (!wanted.allowShrink && stored.length >= shrinkBrakeFrom && removed.length > stored.length * shrinkRatioMax) {
    throw new ArgosError(
      "config",
      `the configuration would delete ${removed.length} of ${stored.length} sites, more than ${shrinkRatioMax * 100} %. ` +
        "Nothing was changed. If that is what you want, start `argos serve` with --allow-shrink.",
    );
  }
  const fresh = await upsertSites(tx, [...added, ...changed]);
  await deleteSites(
    tx,
    removed.map((one) => one.id),
  );
  return new Map([...stored.map((one) => [one.domain, one.id] as const), ...fresh]);
}

async function applyTargets(
  tx: Sql,
  { added, changed, removed }: TargetDifference,
  siteIds: ReadonlyMap<string, number>,
): Promise<void> {
  await deleteTargets(
    tx,
    removed.map((one) => one.id),
  );
  const touched = [...added, ...changed];
  const ids = await upsertTargets(
    tx,
    touched.map((target) => wantedTarget(target, siteIds)),
  );
  const numbered = touched.flatMap((target) => {
    const id = ids.get(target.key);
    return id === undefined ? [] : [{ id, target }];
  });
  await replaceChecks(tx, {
    targetIds: numbered.map((one) => one.id),
    checks: numbered.flatMap(({ id, target }) =>
      target.checks.map((check, position) => ({ targetId: id, key: check.key, position })),
    ),
    reason: reasonCode("not-checked-yet"),
  });
  await enroll(
    tx,
    numbered.map(({ id, target }) => enrolment(id, target)),
  );
}

function planned(site: Site, target: Target): PlannedTarget {
  const { intervalMs, recheckDelayMs, retryBeforeNotification } = target;
  const schedule = [intervalMs, recheckDelayMs, retryBeforeNotification];
  const told = [specOf(target), ...schedule, ...(site.canary ? ["canary"] : [])];
  return { ...target, domain: site.domain, canary: site.canary, specDigest: sha256(JSON.stringify(told)) };
}

function wantedTarget(target: PlannedTarget, siteIds: ReadonlyMap<string, number>) {
  const siteId = siteIds.get(target.domain);
  if (siteId === undefined) throw new Error(`no site was stored for ${target.domain}`);
  return {
    siteId,
    key: target.key,
    spec: specOf(target),
    specDigest: target.specDigest,
    intervalSeconds: seconds(target.intervalMs),
    recheckSeconds: target.recheckDelayMs === undefined ? null : seconds(target.recheckDelayMs),
    retryBeforeNotification: target.retryBeforeNotification,
    definedAt: target.definedAt,
  };
}

function enrolment(targetId: number, target: PlannedTarget) {
  return {
    targetId,
    family: target.family,
    intervalSeconds: seconds(target.intervalMs),
    phaseSeconds: phaseMs(target.key, target.intervalMs) / 1000,
    recheckSeconds: target.recheckDelayMs === undefined ? null : seconds(target.recheckDelayMs),
    timeoutMs: target.timeoutMs,
    retries: target.retryBeforeNotification,
    canary: target.canary,
  };
}

function movedTargets(wanted: readonly PlannedTarget[], stored: readonly TargetKey[]) {
  const places = new Map(wanted.map((target) => [target.key, target.definedAt]));
  return stored.flatMap(({ id, key, definedAt }) => {
    const place = places.get(key);
    return place === undefined || place === definedAt ? [] : [{ id, definedAt: place }];
  });
}

function specOf(target: Target): TargetSpec {
  const { url, method, family, headers, timeoutMs, redirectsMax, checks, data } = target;
  return { url, method, family, headers, timeoutMs, redirectsMax, checks, ...(data === undefined ? {} : { data }) };
}

/** Whole seconds, at least one. */
function seconds(ms: number): number {
  return Math.max(1, Math.round(ms / 1000));
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
