import { worst } from "../../base/severity.ts";
import { outlookOf } from "../../checks/incident.ts";
import { recheckAfterMs } from "../../checks/recheck.ts";
import { isAgentFault, nextCheckState } from "../../checks/settle.ts";
import type { FlappingRule } from "../../config/notifications.ts";
import type { RunResult } from "../../contract/agent.ts";
import type { HeldTask } from "../../queue/hold.ts";
import type { StoredCheck, Transition } from "../../store/checks.ts";
import type { TargetOutlook } from "../incidents/target-outlook.ts";

/** A run whose lease still stands, with the checks of its target as they were; undefined where nothing can change. */
export interface HeldRun {
  readonly run: RunResult;
  readonly held: HeldTask;
  readonly checks: readonly StoredCheck[] | undefined;
}

/** Who ran, and what settling needs to know beside the checks. */
export interface Settling {
  readonly agentId: number;
  readonly othersAlive: boolean;
  readonly flapping: FlappingRule;
}

/** What a run does to its target. */
export interface SettledRun {
  readonly run: RunResult;
  readonly held: HeldTask;
  /** Whether all is ok and nothing is open. */
  readonly calm: boolean;
  readonly changed: readonly StoredCheck[];
  readonly transitions: readonly Transition[];
  /** Undefined where the target was and is calm. */
  readonly outlook: TargetOutlook | undefined;
  /** Whether a check fails that only one agent has seen failing. */
  readonly suspect: boolean;
  /** When to look again; undefined for the next slot. */
  readonly recheckMs: number | undefined;
}

/** What a run that can be believed does to its target. */
export function settleRun(one: HeldRun, settling: Settling): SettledRun {
  const { run, held, checks } = one;
  if (checks === undefined) {
    return { ...unmoved(one), calm: true };
  }
  const findings = new Map(run.findings.map((finding) => [finding.key, finding]));
  const atMs = held.slot.getTime();
  const rule = { retries: held.retries, othersAlive: settling.othersAlive, flapping: settling.flapping };
  const next = checks.map((check) => {
    const finding = findings.get(check.key);
    if (finding === undefined) return check;
    return { ...check, ...nextCheckState(check, { finding, atMs, agentId: settling.agentId }, rule) };
  });
  return {
    run,
    held,
    calm: next.every(isCalm),
    changed: next.filter((after, index) => JSON.stringify(after) !== JSON.stringify(checks[index])),
    transitions: next.flatMap((after, index) => transitionOf(checks[index], after, { at: held.slot, ...settling })),
    outlook: outlookOfRun(one, next, settling.agentId),
    suspect: next.some((check) => check.failures > 0 && !check.confirmed),
    recheckMs: recheckMs(one, next),
  };
}

/** What a run of an agent that is not believed does: it is kept, and moves nothing. */
export function unsettledRun(one: HeldRun): SettledRun {
  return { ...unmoved(one), calm: one.held.calm };
}

function unmoved({ run, held }: HeldRun): Omit<SettledRun, "calm"> {
  return { run, held, changed: [], transitions: [], outlook: undefined, suspect: false, recheckMs: undefined };
}

/** A check of which a good result changes nothing. */
function isCalm(check: StoredCheck): boolean {
  return check.severity === "ok" && check.settled === "ok" && check.steady === "ok" && !check.flapping;
}

function transitionOf(
  before: StoredCheck | undefined,
  after: StoredCheck,
  one: { readonly at: Date; readonly agentId: number },
): Transition[] {
  if (before === undefined || (before.severity === after.severity && before.reason === after.reason)) return [];
  const { checkId, targetId, severity: to, reason, message } = after;
  return [{ checkId, targetId, at: one.at, from: before.severity, to, reason, message, agentId: one.agentId }];
}

function outlookOfRun({ run, held }: HeldRun, checks: readonly StoredCheck[], agentId: number): TargetOutlook {
  const facts = {
    unanswered: run.kind !== "answer",
    remoteAddress: run.remoteAddress,
    issuer: issuerOf(run.evidence),
  };
  return { targetId: held.taskId, outlook: outlookOf(checks), at: held.slot, agentId, facts };
}

/** The issuer of the certificate in the evidence, which an agent may have filled with anything. */
function issuerOf(evidence: unknown): string | undefined {
  const chain = member(evidence, "chain");
  const issuer = Array.isArray(chain) ? member(chain[0], "issuer") : undefined;
  return typeof issuer === "string" ? issuer : undefined;
}

function member(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

function recheckMs({ run, held }: HeldRun, checks: readonly StoredCheck[]): number | undefined {
  const delay = held.recheckSeconds === null ? {} : { recheckDelayMs: held.recheckSeconds * 1000 };
  const kind = held.rechecking ? "recheck" : "scheduled";
  const found = worst(run.findings.map((one) => one.severity));
  const isFault = run.findings.every((one) => isAgentFault(one.reason));
  const target = { ...delay, retryBeforeNotification: held.retries };
  return recheckAfterMs(target, { kind, checks, worst: found, isAgentFault: isFault });
}

/** Whether every finding of a run is ok. */
export function isAllOk(run: RunResult): boolean {
  return run.findings.every((one) => one.severity === "ok");
}
