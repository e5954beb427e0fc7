/**
 * What became of a time, in seconds. `ok` and `warning` are up, `critical` is down; of `unknown` nobody can say, and
 * `maintenance` was planned. Time before a target was first heard of is in none of them.
 */
export interface Account {
  readonly ok: number;
  readonly warning: number;
  readonly critical: number;
  readonly unknown: number;
  readonly maintenance: number;
}

/** The states of an account, and of one bar of a chart, the gravest for a reader first. */
export const accountStates = ["critical", "warning", "ok", "maintenance", "unknown"] as const;
export type AccountState = (typeof accountStates)[number];

/** An account of no time at all. */
export const emptyAccount: Account = { ok: 0, warning: 0, critical: 0, unknown: 0, maintenance: 0 };

/** All of some accounts together. */
export function sumAccounts(accounts: readonly Account[]): Account {
  return accounts.reduce(
    (sum, one) => ({
      ok: sum.ok + one.ok,
      warning: sum.warning + one.warning,
      critical: sum.critical + one.critical,
      unknown: sum.unknown + one.unknown,
      maintenance: sum.maintenance + one.maintenance,
    }),
    emptyAccount,
  );
}

/** All seconds of an account. */
export function coveredSeconds(account: Account): number {
  return accountStates.reduce((sum, state) => sum + account[state], 0);
}

/** Seconds up: a warning, such as a certificate that ends soon, is no outage. */
export function upSeconds({ ok, warning }: Account): number {
  return ok + warning;
}

/** The share of what is known, outside of maintenance, that was up: from 0 to 1; null when nothing is known. */
export function availabilityOf(account: Account): number | null {
  const known = upSeconds(account) + account.critical;
  return known === 0 ? null : upSeconds(account) / known;
}

/** What a bar is coloured by: the gravest state that any second of it had; undefined for no second. */
export function stateOf(account: Account): AccountState | undefined {
  return accountStates.find((state) => account[state] > 0);
}

/**
 * The one with the least availability, of equals the one that was down for longest; those of which nothing is known only
 * where there are no others. Undefined for none.
 */
export function leastAvailable<Owner extends { readonly account: Account }>(
  owners: readonly Owner[],
): Owner | undefined {
  return owners.reduce<Owner | undefined>(
    (least, one) => (least === undefined || isLess(one, least) ? one : least),
    undefined,
  );
}

function isLess({ account: a }: { readonly account: Account }, { account: b }: { readonly account: Account }): boolean {
  const [ofA, ofB] = [availabilityOf(a), availabilityOf(b)];
  if (ofA === null) return false;
  if (ofB === null || ofA < ofB) return true;
  return ofA === ofB && a.critical > b.critical;
}

/** A percentage as it is written: never 100 while anything was down, never 0 while anything was up. */
export interface WrittenShare {
  readonly percent: number;
  readonly digits: number;
}

const digitsUsual = 2;
const digitsMax = 5;

/**
 * An availability in percent, cut rather than rounded, with the fewest digits after the point, from two to five, that tell
 * it from 100; a bare 100 or 0 is exact.
 */
export function writtenShare(availability: number): WrittenShare {
  if (availability >= 1) return { percent: 100, digits: 0 };
  if (availability <= 0) return { percent: 0, digits: 0 };
  for (let digits = digitsUsual; digits < digitsMax; digits += 1) {
    const percent = cut(availability, digits);
    if (100 - percent > 1.5 * 10 ** -digits) return { percent, digits };
  }
  return { percent: Math.min(cut(availability, digitsMax), 100 - 10 ** -digitsMax), digits: digitsMax };
}

/** Half a unit of the last digit that a number holds is no reason to lose one: 0.9998 is 99.98, not 99.97. */
function cut(share: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.max(1, Math.floor(share * 100 * scale + 1e-6)) / scale;
}
