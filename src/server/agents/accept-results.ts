import { messageOf } from "../../base/error.ts";
import { worst } from "../../base/severity.ts";
import type { NotificationSettings } from "../../config/notifications.ts";
import type { Disposition, RunResult } from "../../contract/agent.ts";
import type { Database } from "../../db/connect.ts";
import type { Sql } from "../../db/pool.ts";
import { type CompletedTask, type Completion, complete } from "../../queue/complete.ts";
import { explainLost, type HeldTask, hold } from "../../queue/hold.ts";
import { type TargetCertificate, upsertCertificates } from "../../store/certificates.ts";
import { insertTransitions, listChecks, updateChecks } from "../../store/checks.ts";
import { type Evidence, insertEvidence } from "../../store/evidence.ts";
import { insertHeartbeat } from "../../store/heartbeat.ts";
import { insertResults, type NewResult } from "../../store/results.ts";
import { recordIncidents } from "../incidents/record-incidents.ts";
import type { Meters } from "../metrics/meters.ts";
import { noteOf } from "./run-window.ts";
import { type HeldRun, isAllOk, type SettledRun, type Settling, settleRun, unsettledRun } from "./settle-runs.ts";
import type { AgentTrust, Weighing } from "./trust.ts";

/** The longest delay that the database can hold, in milliseconds: 24 days. */
const lateMsMax = 2 ** 31 - 1;

/** What became of one posted result. */
export interface Verdict {
  readonly taskId: number;
  readonly token: number;
  readonly disposition: Disposition;
  readonly message?: string;
}

export interface AcceptDeps {
  readonly db: Database;
  readonly trust: Pick<AgentTrust, "openWeighing" | "othersTrusted">;
  readonly meters: Pick<Meters, "observeLateness">;
  /** Those in force. */
  readonly notifications: () => Pick<NotificationSettings, "flapping" | "heartbeat">;
}

/**
 * Stores a batch of results: completes the leases, settles the checks, records what changed and what people are to be told
 * of, in one transaction that is committed when this resolves. A row that the database refuses is rejected alone: the batch
 * is halved until it is found. A result that does not answer the checks of its target, each once, is rejected, and its lease
 * goes on to its end. Results of an agent that is not believed are kept and move nothing.
 */
export async function acceptResults(deps: AcceptDeps, agentId: number, runs: readonly RunResult[]): Promise<Verdict[]> {
  if (runs.length === 0) return [];
  const weighing = await deps.trust.openWeighing(agentId);
  const othersAlive = await deps.trust.othersTrusted(agentId);
  const poster = { agentId, weighing, othersAlive, meters: deps.meters, ...deps.notifications() };
  const verdicts = await acceptParts(deps.db, poster, runs);
  await weighing.conclude();
  return verdicts;
}

/** The agent of a batch, and the state of the world that settling depends on. */
interface Sender extends Settling, Pick<NotificationSettings, "heartbeat">, Pick<AcceptDeps, "meters"> {
  readonly weighing: Pick<Weighing, "weigh">;
}

/** A sender once its batch is weighed. */
interface Poster extends Omit<Sender, "weighing"> {
  readonly trusted: boolean;
}

async function acceptParts(db: Database, sender: Sender, runs: readonly RunResult[]): Promise<Verdict[]> {
  try {
    const { verdicts, lateMs } = await db.transaction((tx) => acceptBatch(tx, sender, runs));
    sender.meters.observeLateness(lateMs);
    return verdicts;
  } catch (thrown) {
    if (!isDataError(thrown)) throw thrown;
    const [only, ...others] = runs;
    if (only !== undefined && others.length === 0) {
      return [{ taskId: only.taskId, token: only.token, disposition: "rejected", message: messageOf(thrown) }];
    }
    const middle = Math.ceil(runs.length / 2);
    const first = await acceptParts(db, sender, runs.slice(0, middle));
    return [...first, ...(await acceptParts(db, sender, runs.slice(middle)))];
  }
}

async function acceptBatch(
  tx: Sql,
  { weighing, ...sender }: Sender,
  runs: readonly RunResult[],
): Promise<{ readonly verdicts: Verdict[]; readonly lateMs: readonly number[] }> {
  const { agentId } = sender;
  const held = new Map((await hold(tx, agentId, runs)).map((one) => [one.taskId, one]));
  const mine = firstOfHeld(runs, held);
  const lost = runs.filter((run) => mine.get(run.taskId) !== run);
  const rejected = [...mine.values()].flatMap((run) => misfitOf(run, held.get(run.taskId)) ?? []);
  for (const { taskId } of rejected) mine.delete(taskId);
  const poster = { ...sender, trusted: weighing.weigh([...mine.values()]) === "trusted" };
  const settled = await settle(tx, poster, { held, runs: [...mine.values()] });
  const completed = await complete(
    tx,
    agentId,
    settled.map((one) => completionOf(one, poster)),
  );
  const results = await record(tx, poster, { settled, completed });
  const accepted = settled.map(({ run }) => verdictOf(run, "accepted"));
  const explained = lost.length === 0 ? [] : await explainLost(tx, lost);
  return { verdicts: [...accepted, ...rejected, ...explained], lateMs: results.map((one) => one.lateMs) };
}

function verdictOf({ taskId, token }: RunResult, disposition: Disposition): Verdict {
  return { taskId, token, disposition };
}

/** What is wrong with the findings of a run whose lease stands; undefined where they are those of its target's checks. */
function misfitOf(run: RunResult, held: HeldTask | undefined): Verdict | undefined {
  const found = new Set(run.findings.map((one) => one.key));
  const wanted = held?.checkKeys ?? [];
  if (run.findings.length === wanted.length && wanted.every((key) => found.has(key))) return undefined;
  const message = `findings must be of each check of the target, once: ${wanted.join(", ")}`;
  return { ...verdictOf(run, "rejected"), message };
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
  poster: Poster,
  batch: { readonly held: ReadonlyMap<number, HeldTask>; readonly runs: readonly RunResult[] },
): Promise<SettledRun[]> {
  const eventful = poster.trusted
    ? batch.runs.filter((run) => !(batch.held.get(run.taskId)?.calm && isAllOk(run)))
    : [];
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
    if (held === undefined) return [];
    const one: HeldRun = { run, held, checks: byTarget.get(run.taskId) };
    return [poster.trusted ? settleRun(one, poster) : unsettledRun(one)];
  });
}

/** A run that counts for nothing is another agent's to do again; what an agent's own fault left open waits its turn. */
function completionOf({ run, calm, suspect, recheckMs }: SettledRun, poster: Poster): Completion {
  const isDoubted = !poster.trusted || noteOf(run)?.kind === "cut-off";
  return {
    taskId: run.taskId,
    token: run.token,
    calm,
    recheckSeconds: isDoubted || recheckMs === undefined ? null : Math.round(recheckMs / 1000),
    elsewhere: isDoubted && poster.othersAlive,
    suspect: suspect && poster.othersAlive,
    heard: isHeard(run, poster),
  };
}

/** Whether a run says something of its target: its agent is believed, and not itself at fault. */
function isHeard(run: RunResult, { trusted }: Poster): boolean {
  return trusted && run.kind !== "agent-error";
}

async function record(
  tx: Sql,
  poster: Poster,
  batch: { readonly settled: readonly SettledRun[]; readonly completed: readonly CompletedTask[] },
): Promise<readonly NewResult[]> {
  const completed = new Map(batch.completed.map((one) => [one.taskId, one]));
  const results = batch.settled.flatMap((one) => {
    const task = completed.get(one.run.taskId);
    return task === undefined ? [] : [resultOf(one, task, poster)];
  });
  if (results.length > 0) await insertResults(tx, results);
  const certificates = poster.trusted ? batch.settled.flatMap(certificateOf) : [];
  if (certificates.length > 0) await upsertCertificates(tx, certificates);
  const changed = batch.settled.flatMap((one) => one.changed);
  if (changed.length > 0) await updateChecks(tx, changed);
  const transitions = batch.settled.flatMap((one) => one.transitions);
  if (transitions.length > 0) await insertTransitions(tx, transitions);
  const evidence = batch.settled.flatMap(evidenceOf);
  if (evidence.length > 0) await insertEvidence(tx, evidence);
  const outlooks = batch.settled.flatMap((one) => one.outlook ?? []);
  if (outlooks.length > 0) await recordIncidents(tx, outlooks, poster.flapping);
  const proves = batch.settled.some(({ run, held }) => held.canary && isAllOk(run));
  const { heartbeat } = poster;
  if (heartbeat && poster.trusted && proves) await insertHeartbeat(tx, heartbeat.recipient, heartbeat.everyMs);
  return results;
}

/** A run that its agent could not make itself proves nothing of what was shown to it. */
function certificateOf({ run }: SettledRun): TargetCertificate[] {
  if (run.certificate === undefined || run.kind === "agent-error") return [];
  return [{ targetId: run.taskId, ...run.certificate }];
}

function evidenceOf({ run, held, transitions }: SettledRun): Evidence[] {
  if (transitions.length === 0 || run.evidence === undefined) return [];
  return [{ targetId: run.taskId, slot: held.slot, observation: run.evidence }];
}

function resultOf({ run, held }: SettledRun, task: CompletedTask, poster: Poster): NewResult {
  const severity = worst(run.findings.map((one) => one.severity));
  const values = run.findings.map((one) => one.value ?? null);
  return {
    targetId: run.taskId,
    slot: held.slot,
    token: run.token,
    agentId: poster.agentId,
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
    believed: isHeard(run, poster),
  };
}

/** SQLSTATE classes 22 (data exception) and 23 (integrity constraint): what was sent is at fault, not the database. */
function isDataError(thrown: unknown): boolean {
  return thrown instanceof Error && "code" in thrown && /^2[23]/.test(String(thrown.code));
}
