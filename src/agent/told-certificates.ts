import { cleanText } from "../base/clean-text.ts";
import type { Observation } from "../checks/observation.ts";
import type { SeenCertificate } from "../contract/agent.ts";

/** Tasks that are remembered at most: what was remembered first is told once more. */
const tasksMax = 200_000;

/** Certificates remembered of one task: a name with several servers may show several in turn. */
const perTaskMax = 4;

/** After this a certificate is told again, should the server not have kept it, in milliseconds. */
const againAfterMs = 6 * 3_600_000;

/** Instants that every calendar has: the years 1 to 9999, in milliseconds since 1970 UTC. */
const calendarMs = { first: -62_135_596_800_000, last: 253_402_300_799_999 } as const;

/** Which certificates the server was told of, task by task. */
export interface ToldCertificates {
  /** The certificate of an observation; undefined where there is none, or the server knows it. */
  toTell(taskId: number, seen: Observation): SeenCertificate | undefined;
  /** Notes that the server took it. */
  told(taskId: number, certificate: SeenCertificate): void;
}

/** Of each certificate twelve digits of its fingerprint are kept, as a number. */
interface Told {
  readonly prints: readonly number[];
  readonly sinceMs: number;
}

/** A bounded memory that begins empty: a new agent tells all it sees. `monotonicMs` is its clock. */
export function createToldCertificates(monotonicMs: () => number): ToldCertificates {
  const tasks = new Map<number, Told>();

  function knownOf(taskId: number): Told | undefined {
    const known = tasks.get(taskId);
    return known !== undefined && monotonicMs() - known.sinceMs < againAfterMs ? known : undefined;
  }

  return {
    toTell(taskId, seen) {
      const certificate = certificateOf(seen);
      if (certificate === undefined) return undefined;
      return knownOf(taskId)?.prints.includes(printOf(certificate)) ? undefined : certificate;
    },
    told(taskId, certificate) {
      const { prints, sinceMs } = knownOf(taskId) ?? { prints: [], sinceMs: monotonicMs() };
      const print = printOf(certificate);
      tasks.delete(taskId);
      tasks.set(taskId, { prints: [print, ...prints.filter((one) => one !== print)].slice(0, perTaskMax), sinceMs });
      if (tasks.size > tasksMax) forgetFirst();
    },
  };

  function forgetFirst(): void {
    for (const taskId of tasks.keys()) {
      tasks.delete(taskId);
      return;
    }
  }
}

function certificateOf(seen: Observation): SeenCertificate | undefined {
  const leaf = seen.kind === "agent-error" ? undefined : seen.chain?.certificates[0];
  if (leaf === undefined || !isInCalendar(leaf.notBeforeMs) || !isInCalendar(leaf.notAfterMs)) return undefined;
  const { fingerprint, issuer, subject, names, notBeforeMs, notAfterMs } = leaf;
  return {
    fingerprint: fingerprint.replaceAll(":", "").toLowerCase(),
    issuer,
    subject: subject === "" ? cleanText(names.slice(0, 3).join(", "), 300) : subject,
    notBeforeMs,
    notAfterMs,
  };
}

/** NaN is in no calendar. */
function isInCalendar(ms: number): boolean {
  return ms >= calendarMs.first && ms <= calendarMs.last;
}

function printOf({ fingerprint }: SeenCertificate): number {
  return Number.parseInt(fingerprint.slice(0, 12), 16);
}
