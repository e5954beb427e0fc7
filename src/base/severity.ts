/** Mildest first: the position in this list is the order, and the number that the database stores. */
export const severities = ["ok", "unknown", "warning", "critical"] as const;
export type Severity = (typeof severities)[number];

/** The gravest of `found`; "unknown" for none, since nothing looked at is nothing known. */
export function worst(found: readonly Severity[]): Severity {
  if (found.length === 0) return "unknown";
  return severities[Math.max(...found.map(severityRank))] ?? "unknown";
}

/** The order of a severity, 0 for "ok". */
export function severityRank(severity: Severity): number {
  return severities.indexOf(severity);
}

/** The severity a stored rank stands for; "unknown" for a number outside the list. */
export function severityOfRank(rank: number): Severity {
  return severities[rank] ?? "unknown";
}
