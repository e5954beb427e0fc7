import { Value } from "@sinclair/typebox/value";
import { StoredEvidence } from "../../contract/v1/evidence.ts";
import type { Database } from "../../db/connect.ts";
import { listChecks, type StoredCheck } from "../../store/checks.ts";
import { findLatestEvidence } from "../../store/evidence.ts";
import { listResults, type ResultRow } from "../../store/results.ts";
import { findTarget, type TargetWithSpec } from "../../store/target-rows.ts";
import { listTransitions, type TransitionRow } from "../../store/transitions.ts";
import { type Page, pageOf } from "../page-of.ts";

/** Rows of results and of transitions that a target shows at once. */
const rowsMax = 20;

export interface TargetRead {
  readonly target: TargetWithSpec;
  readonly checks: readonly StoredCheck[];
  readonly results: Page<ResultRow>;
  readonly transitions: Page<TransitionRow>;
  /** What was seen at the latest change; undefined when nothing was kept, or in a shape this version does not know. */
  readonly evidence: { readonly slot: Date; readonly observation: StoredEvidence } | undefined;
}

/** A target with its checks and history, in five queries; undefined for an id that is not there. */
export async function readTarget(
  db: Database,
  wanted: { readonly id: number; readonly beforeSlotText?: string | undefined },
): Promise<TargetRead | undefined> {
  const { id: targetId, beforeSlotText } = wanted;
  return await db.run(async (sql) => {
    const [target, checks, results, transitions, evidence] = await Promise.all([
      findTarget(sql, targetId),
      listChecks(sql, [targetId]),
      listResults(sql, { targetId, beforeSlotText, limit: rowsMax + 1 }),
      listTransitions(sql, { targetId, limit: rowsMax + 1 }),
      findLatestEvidence(sql, targetId),
    ]);
    if (target === undefined) return undefined;
    return {
      target,
      checks,
      results: pageOf(results, rowsMax),
      transitions: pageOf(transitions, rowsMax),
      evidence: evidence === undefined ? undefined : known(evidence),
    };
  });
}

function known(evidence: { readonly slot: Date; readonly observation: unknown }): TargetRead["evidence"] {
  const { slot, observation } = evidence;
  return Value.Check(StoredEvidence, observation) ? { slot, observation } : undefined;
}
