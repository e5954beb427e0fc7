import type { Database } from "../../db/connect.ts";
import { listChecks, type StoredCheck } from "../../store/checks.ts";
import { findLatestEvidence } from "../../store/evidence.ts";
import { type IncidentRow, listOpenIncidentsOf } from "../../store/incident-rows.ts";
import { listResults, type ResultRow } from "../../store/results.ts";
import { findTarget, type TargetWithSpec } from "../../store/target-rows.ts";
import { listTransitions, type TransitionRow } from "../../store/transitions.ts";
import { type Page, pageOf } from "../page-of.ts";
import { type KnownEvidence, knownEvidence } from "./known-evidence.ts";

/** Rows of results and of transitions that a target shows at once. */
const rowsMax = 20;

export interface TargetRead {
  readonly target: TargetWithSpec;
  readonly checks: readonly StoredCheck[];
  readonly results: Page<ResultRow>;
  readonly transitions: Page<TransitionRow>;
  /** What was seen at the latest change; undefined when nothing was kept, or in a shape this version does not know. */
  readonly evidence: KnownEvidence | undefined;
  /** The open incident; undefined when there is none. */
  readonly incident: IncidentRow | undefined;
}

/** A target with its checks and history, in six queries; undefined for an id that is not there. */
export async function readTarget(
  db: Database,
  wanted: { readonly id: number; readonly beforeSlotText?: string | undefined },
): Promise<TargetRead | undefined> {
  const { id: targetId, beforeSlotText } = wanted;
  return await db.run(async (sql) => {
    const [target, checks, results, transitions, evidence, incidents] = await Promise.all([
      findTarget(sql, targetId),
      listChecks(sql, [targetId]),
      listResults(sql, { targetId, beforeSlotText, limit: rowsMax + 1 }),
      listTransitions(sql, { targetId, limit: rowsMax + 1 }),
      findLatestEvidence(sql, targetId),
      listOpenIncidentsOf(sql, [targetId]),
    ]);
    if (target === undefined) return undefined;
    return {
      target,
      checks,
      results: pageOf(results, rowsMax),
      transitions: pageOf(transitions, rowsMax),
      evidence: knownEvidence(evidence),
      incident: incidents[0],
    };
  });
}
