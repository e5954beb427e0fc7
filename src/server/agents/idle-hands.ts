import type { Losses } from "../../store/agents.ts";

/** Times in a row that leases must be lost, each given after the loss before it was found. */
const roundsMin = 3;

/** Results on their way have so long to arrive before anything is said of their agent, in seconds, or two rounds more. */
const graceSeconds = 30;
const roundsMax = roundsMin + 2;

/** What the leases come to that an agent lost: `fine` forgets them. */
export type LossVerdict =
  | { readonly kind: "undecided" }
  | { readonly kind: "fine" }
  | { readonly kind: "doubted"; readonly doubt: string };

/**
 * Whether an agent takes work and brings hardly any of it back: it lost leases or gave them back three times in a row,, and
 * brought fewer than half as many results meanwhile. One round may be a reply that never reached it, or an agent that stops;
 * results that come late make up for leases that ended meanwhile.
 */
export function judgeLosses({ rounds, leases, returned, ageSeconds }: Losses): LossVerdict {
  if (rounds < roundsMin) return { kind: "undecided" };
  if (rounds < roundsMax && ageSeconds < graceSeconds) return { kind: "undecided" };
  if (leases <= 2 * returned) return { kind: "fine" };
  const came = returned === 1 ? "1 result came" : `${returned} results came`;
  return {
    kind: "doubted",
    doubt: `it took work ${rounds} times in a row and hardly did any: ${leases} leases ended or were given back, ${came} in`,
  };
}
