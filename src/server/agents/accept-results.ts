import { messageOf } from "../../base/error.ts";
import { worst } from "../../base/severity.ts";
import { recheckAfterMs } from "../../checks/recheck.ts";
import { nextCheckState } from "../../checks/settle.ts";
import type { Disposition, RunResult } from "../../contract/agent.ts";
import type { Database } from "../../db/connect.ts";
import type { Sql } from "../../db/pool.ts";
import { type CompletedTask, complete } from "../../queue/complete.ts";
import { explainLost, type HeldTask, hold } from "../../queue/hold.ts";
import { insertTransitions, listChecks, type StoredCheck, type Transition, updateChecks } from "../../store/checks.ts";
import { type Evidence, insertEvidence } from "../../store/evidence.ts";
import { insertResults, type NewResult } from "../../store/results.ts";

/** The longest delay that the database can hold, in milliseconds: 24 days. */
const lateMsMax = 2 ** 31 - 1;

/** What became of one posted result. */
export interface Verdict {
  readonly taskId: number;
  readonly token: number;
  readonly disposition: Disposition;
  readonly message?: string;
}

/**
 * Stores a batch of results: completes the leases, settles the checks and records what changed, in one transaction that
 * is committed when this resolves. A row that the database refuses is rejected alone: the batch is halved until it is found.
 */
export async function acceptResults(db: Database, agentId: number, runs: readonly RunResult[]): Promise<Verdict[]> {
  if (runs.length === 0) return [];
  try {
    return await db.transaction((tx) => acceptBatch(tx, agentId, runs));
  } catch (thrown) {
    if (!isDataError(thrown)) throw thrown;
    const [only, ...others] = runs;
    if (only !== undefined && others.length === 0) {
      return [{ taskId: only.taskId, token: only.token, disposition: "rejected", message: messageOf(thrown) }];
    }
    const middle = Math.ceil(runs.length / 2);
    const first = await acceptResults(db, agentId, runs.slice(0, middle));
    return [...first, ...(await acceptResults(db, agentId, runs.slice(middle)))];
  }
}

/** One result whose lease still stands, and what it does to its checks. */
interface Settled {
  readonly run: RunResult;
  readonly held: HeldTask;
  readonly calm: boolean;
  readonly changed: readonly StoredCheck[];
  readonly transitions: readonly Transition[];
}

async function acceptBatch(tx: Sql, agentId: number, runs: readonly RunResult[]): Promise<Verdict[]> {
  const held = new Map((await hold(tx, agentId, runs)).map((one) => [one.taskId, one]));
  const mine = firstOfHeld(runs, held);
  const lost = runs.filter((run) => mine.get(run.taskId) !== run);
  const settled = await settle(tx, agentId, { held, runs: [...mine.values()] });
  const completed = await complete(
    tx,
    agentId,
    settled.map(({ run, held: task, calm }) => ({
      taskId: run.taskId,
      token: run.token,
      calm,
      recheckSeconds: recheckSeconds(task, run),
    })),
  );
  await record(tx, agentId, { settled, completed });
  const accepted = settled.map(({ run }) => ({
    taskId: run.taskId,
    token: run.token,
    disposition: "accepted" as const,
  }));
  return lost.length === 0 ? accepted : [...accepted, ...(await explainLost(tx, lost))];
}

/** The runs that end a lease which stands, by task: an agent may send one twice, or beside one of an older lease. */
function firstOfHeld(runs: readonly RunResult[], held: ReadonlyMap<number, HeldTask>): Map<number, RunResult> {
  const mine = new Map<number, RunResult>();
  for (const run of runs) {
    if (held.get(run.taskId)?.token === run.token && !mine.has(run.taskId)) mine.set(run.taskId, run);
  }
  return mine;
}

/** Reads the checks of those targets only that are not calm, or not any more: the others cannot change. */
async function settle(
  tx: Sql,
  agentId: number,
  batch: { readonly held: ReadonlyMap<number, HeldTask>; readonly runs: readonly RunResult[] },
): Promise<Settled[]> {
  const eventful = batch.runs.filter((run) => !(batch.held.get(run.taskId)?.calm && allOk(run)));
  const checks =
    eventful.length === 0
      ? []
      : await listChecks(
          tx,
          eventful.map((run) => run.taskId),
        );
  const byTarget = Map.groupBy(checks, (one) => one.targetId);
  return batch.runs.flatMap((run) => {
    const held = batch.held.get(run.taskId);
    return held === undefined ? [] : [settleRun({ run, held, agentId, checks: byTarget.get(run.taskId) })];
  });
}

function settleRun(one: {
  readonly run: RunResult;
  readonly held: HeldTask;
  readonly agentId: number;
  readonly checks: readonly StoredCheck[] | undefined;
}): Settled {
  const { run, held } = one;
  if (one.checks === undefined) return { run, held, calm: true, changed: [], transitions: [] };
  const findings = new Map(run.findings.map((finding) => [finding.key, finding]));
  const next = one.checks.map((check) => {
    const finding = findings.get(check.key);
    return finding === undefined ? check : { ...check, ...nextCheckState(check, finding, held.slot.getTime()) };
  });
  const changed = next.filter((after, index) => differs(one.checks?.[index], after));
  return {
    run,
    held,
    calm: next.every((check) => check.severity === "ok"),
    changed,
    transitions: next.flatMap((after, index) => transitionOf(one.checks?.[index], after, one)),
  };
}

function differs(before: StoredCheck | undefined, after: StoredCheck): boolean {
  return (
    before?.severity !== after.severity ||
    before.reason !== after.reason ||
    before.message !== after.message ||
    before.failures !== after.failures
  );
}

function transitionOf(
  before: StoredCheck | undefined,
  after: StoredCheck,
  one: { readonly held: HeldTask; readonly agentId: number },
): Transition[] {
  if (before === undefined || (before.severity === after.severity && before.reason === after.reason)) return [];
  return [
    {
      checkId: after.checkId,
      targetId: after.targetId,
      at: one.held.slot,
      from: before.severity,
      to: after.severity,
      reason: after.reason,
      message: after.message,
      agentId: one.agentId,
    },
  ];
}

async function record(
  tx: Sql,
  agentId: number,
  batch: { readonly settled: readonly Settled[]; readonly completed: readonly CompletedTask[] },
): Promise<void> {
  const completed = new Map(batch.completed.map((one) => [one.taskId, one]));
  const results = batch.settled.flatMap((one) => {
    const task = completed.get(one.run.taskId);
    return task === undefined ? [] : [resultOf(one, task, agentId)];
  });
  if (results.length > 0) await insertResults(tx, results);
  const changed = batch.settled.flatMap((one) => one.changed);
  if (changed.length > 0) await updateChecks(tx, changed);
  const transitions = batch.settled.flatMap((one) => one.transitions);
  if (transitions.length > 0) await insertTransitions(tx, transitions);
  const evidence = batch.settled.flatMap(evidenceOf);
  if (evidence.length > 0) await insertEvidence(tx, evidence);
}

function evidenceOf({ run, held, transitions }: Settled): Evidence[] {
  if (transitions.length === 0 || run.evidence === undefined) return [];
  return [{ targetId: run.taskId, slot: held.slot, observation: run.evidence }];
}

function resultOf({ run, held }: Settled, task: CompletedTask, agentId: number): NewResult {
  const severity = worst(run.findings.map((one) => one.severity));
  const values = run.findings.map((one) => one.value ?? null);
  return {
    targetId: run.taskId,
    slot: held.slot,
    token: run.token,
    agentId,
    severity,
    reason: run.findings.find((one) => one.severity === severity)?.reason ?? "not-checked-yet",
    status: run.status ?? null,
    missed: task.missed,
    lateMs: Math.min(lateMsMax, Math.round(task.leaseLateMs + run.waitMs)),
    totalMs: run.totalMs,
    dnsMs: run.dnsMs ?? null,
    tlsMs: run.tlsMs ?? null,
    firstByteMs: run.firstByteMs ?? null,
    bodyBytes: run.bodyBytes ?? null,
    checkValues: values.some((value) => value !== null) ? values : null,
    checks: run.findings.length,
  };
}

/** Seconds to the recheck of a run; null where the next slot is soon enough. */
function recheckSeconds(task: HeldTask, run: RunResult): number | null {
  const target = task.recheckSeconds === null ? {} : { recheckDelayMs: task.recheckSeconds * 1000 };
  const kind = task.rechecking ? "recheck" : "scheduled";
  const afterMs = recheckAfterMs(target, { kind, worst: worst(run.findings.map((one) => one.severity)) });
  return afterMs === undefined ? null : Math.round(afterMs / 1000);
}

function allOk(run: RunResult): boolean {
  return run.findings.every((one) => one.severity === "ok");
}

/** SQLSTATE classes 22 (data exception) and 23 (integrity constraint): what was sent is at fault, not the database. */
function isDataError(thrown: unknown): boolean {
  return thrown instanceof Error && "code" in thrown && /^2[23]/.test(String(thrown.code));
}
