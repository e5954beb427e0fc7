import { cleanText } from "../base/clean-text.ts";
import type { Clock } from "../base/clock.ts";
import { requestSecrets } from "../base/secrets/request-secrets.ts";
import { withoutSecrets } from "../base/secrets/without-secrets.ts";
import { severityRank } from "../base/severity.ts";
import { evaluateAll } from "../checks/evaluate.ts";
import { evidenceOf } from "../checks/evidence.ts";
import type { Finding } from "../checks/finding.ts";
import type { Observation } from "../checks/observation.ts";
import type { Check } from "../config/check.ts";
import type { RunResult } from "../contract/agent.ts";
import type { Lease, TargetSpec } from "../contract/lease.ts";
import type { Prober } from "../probe/prober.ts";
import { type CanaryWatch, excuse } from "./canaries.ts";
import type { UnreadableLease } from "./replies.ts";
import type { ToldCertificates } from "./told-certificates.ts";

/** Bytes of a body that are read where no check looks at it: enough for a person to recognise an error page. */
const glimpseBytes = 4096;

/** A lease in the agent's hands. `arrivedMs` and `endsMs` are on the monotonic clock. */
export interface HeldLease {
  readonly lease: Lease;
  readonly arrivedMs: number;
  /** The database's time, in milliseconds since 1970, at the lease's arrival. */
  readonly databaseMs: number;
  readonly endsMs: number;
}

/** A finished run; `leaseEndsMs` is on the monotonic clock. */
export interface FinishedRun {
  readonly result: RunResult;
  readonly leaseEndsMs: number;
}

/** Probes the target of a lease and judges what came back; asks the canaries first when nothing did. */
export async function runLease(
  deps: {
    readonly prober: Prober;
    readonly canaries: CanaryWatch | undefined;
    readonly clock: Clock;
    readonly bodyBytesMax: number;
    /** Undefined for a server that does not want to know. */
    readonly certificates: Pick<ToldCertificates, "toTell"> | undefined;
  },
  held: HeldLease,
  signal: AbortSignal,
): Promise<FinishedRun> {
  const { target } = held.lease;
  const readsBody = target.checks.some(looksAtBody);
  const seen = await deps.prober.probe(
    { ...target, bodyBytesMax: readsBody ? deps.bodyBytesMax : Math.min(glimpseBytes, deps.bodyBytesMax) },
    signal,
  );
  const endedMs = deps.clock.monotonicMs();
  const run = finishRun(held, deps.canaries === undefined ? seen : await excuse(seen, deps.canaries), endedMs);
  const certificate = deps.certificates?.toTell(held.lease.taskId, seen);
  return certificate === undefined ? run : { ...run, result: { ...run.result, certificate } };
}

/** A run that broke by a bug of ours: every check of this target becomes unknown, and the agent is as trusted as before. */
export function brokenRun(held: HeldLease, text: string, endedMs: number): FinishedRun {
  const { url } = held.lease.target;
  const message = cleanText(`an error of Argos, not of the site (please report it): ${text}`, 500);
  return finishRun(held, { kind: "failure", url, reason: "probe-bug", message, timings: { totalMs: 0 } }, endedMs);
}

/** A run of a lease that the agent cannot read: every check becomes unknown, and a person sees why. */
export function unreadableRun({ taskId, token, checkKeys, why }: UnreadableLease, leaseEndsMs: number): FinishedRun {
  const message = cleanText(`this agent cannot read the task (${why}): is it older than the server?`, 500);
  const findings = checkKeys.map((key) => ({ key, severity: "unknown", reason: "agent-error", message }) as const);
  return { leaseEndsMs, result: { taskId, token, kind: "agent-error", waitMs: 0, totalMs: 0, findings } };
}

function finishRun(held: HeldLease, seen: Observation, endedMs: number): FinishedRun {
  const nowMs = held.databaseMs + (endedMs - held.arrivedMs);
  const findings = evaluateAll(held.lease.target.checks, seen, nowMs);
  const passed = findings.every((finding) => severityRank(finding.severity) === 0);
  const isSimple = passed && !held.lease.wantEvidence;
  return {
    leaseEndsMs: held.endsMs,
    result: {
      taskId: held.lease.taskId,
      token: held.lease.token,
      kind: seen.kind,
      waitMs: Math.max(0, endedMs - held.arrivedMs - seen.timings.totalMs),
      ...timingsOf(seen),
      ...answerOf(seen),
      ...(isSimple ? { findings } : withEvidence(held.lease.target, { findings, seen })),
    },
  };
}

/** A site may repeat what it was sent: neither findings nor evidence hold what is secret in the request. */
function withEvidence(
  target: TargetSpec,
  { findings, seen }: { readonly findings: readonly Finding[]; readonly seen: Observation },
): Pick<RunResult, "findings" | "evidence"> {
  const secrets = requestSecrets(target);
  return {
    findings: findings.map((finding) => ({ ...finding, message: withoutSecrets(finding.message, secrets) })),
    evidence: evidenceOf(seen, secrets),
  };
}

function timingsOf(seen: Observation) {
  const { dnsMs, tlsMs, firstByteMs, totalMs } = seen.timings;
  return {
    totalMs,
    ...(dnsMs === undefined ? {} : { dnsMs }),
    ...(tlsMs === undefined ? {} : { tlsMs }),
    ...(firstByteMs === undefined ? {} : { firstByteMs }),
  };
}

function answerOf(seen: Observation) {
  if (seen.kind === "agent-error") return {};
  if (seen.kind === "failure") return seen.remoteAddress === undefined ? {} : { remoteAddress: seen.remoteAddress };
  return { status: seen.status, bodyBytes: seen.bodyBytes, remoteAddress: seen.remoteAddress };
}

function looksAtBody(check: Check): boolean {
  return check.expect.kind.startsWith("body-") || check.expect.kind.startsWith("json-");
}
