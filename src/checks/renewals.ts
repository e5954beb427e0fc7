/** How unlikely so few renewals must be before they are taken for dead. */
const deadBelow = 0.001;

/** What is said of renewals: nothing to judge, as expected, or that they look dead. */
export type RenewalState = "too-few" | "alive" | "dead";

/** What was seen and expected within a day, and how many targets share a certificate on average. */
export interface Renewals {
  readonly seen: number;
  readonly expected: number;
  readonly sharing: number;
}

/**
 * Whether renewals look dead: when a Poisson process of the expected mean would bring so few less often than once in a
 * thousand days. Targets that share a certificate are renewed together, so both numbers are of certificates. `too-few`
 * where not even none at all would be that unlikely.
 */
export function judgeRenewals({ seen, expected, sharing }: Renewals): RenewalState {
  const mean = expected / Math.max(1, sharing);
  if (poissonTail(0, mean) >= deadBelow) return "too-few";
  const renewed = Math.floor(seen / Math.max(1, sharing));
  return renewed < mean && poissonTail(renewed, mean) < deadBelow ? "dead" : "alive";
}

/** How likely a Poisson process of that mean brings at most `most`. */
export function poissonTail(most: number, mean: number): number {
  let logTerm = -mean;
  let sum = Math.exp(logTerm);
  for (let count = 1; count <= most; count += 1) {
    logTerm += Math.log(mean / count);
    sum += Math.exp(logTerm);
  }
  return Math.min(1, sum);
}
