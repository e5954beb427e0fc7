import { type Severity, severityRank, worst } from "../base/severity.ts";
import type { CheckState } from "./settle.ts";

/** A check of a target with the name it has there. */
export type NamedCheck = CheckState & { readonly key: string };

/** What the checks of a target come to for people. */
export interface Outlook {
  /** The gravest settled severity; "ok" when there is no check. */
  readonly severity: Severity;
  readonly flapping: boolean;
  /** The check that speaks for the target: the gravest settled, the first of equals; undefined when all are ok. */
  readonly worst: NamedCheck | undefined;
  /** The slot since which every check is ok; undefined where one is not. */
  readonly okSinceMs: number | undefined;
}

/** What must be known of an incident that is open. */
export type OpenIncident = Pick<Outlook, "severity" | "flapping">;

/** What happens to the incident of a target. */
export type IncidentStep = "open" | "escalate" | "ease" | "flap" | "recover";

/** The outlook of a target from all its checks. */
export function outlookOf(checks: readonly NamedCheck[]): Outlook {
  const severity = checks.length === 0 ? "ok" : worst(checks.map((check) => check.settled));
  const speaks = checks.find((check) => check.settled === severity && severity !== "ok");
  const isOk = checks.every((check) => check.severity === "ok");
  const okSinceMs = isOk && checks.length > 0 ? Math.max(...checks.map((check) => check.sinceMs)) : undefined;
  return { severity, flapping: checks.some((check) => check.flapping), worst: speaks, okSinceMs };
}

/**
 * What becomes of a target's incident, by its outlook: one opens when the settled severity leaves ok and lasts until it is
 * ok again. Undefined when there is nothing to record.
 */
export function incidentStep(open: OpenIncident | undefined, outlook: Outlook): IncidentStep | undefined {
  if (open === undefined) return outlook.severity === "ok" ? undefined : "open";
  if (outlook.severity === "ok") return "recover";
  const change = severityRank(outlook.severity) - severityRank(open.severity);
  if (change > 0) return "escalate";
  if (change < 0) return "ease";
  return outlook.flapping && !open.flapping ? "flap" : undefined;
}
