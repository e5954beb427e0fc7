import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import { ProblemError } from "../problem.ts";
import { networkOf } from "./network-of.ts";
import { sha256 } from "./sha256.ts";

/** Wrong tokens that one address may show, before those that are not known to be right are refused unseen. */
const wrong = { points: 20, seconds: 60 } as const;

/** Look-ups in the database, of all limited addresses together, of tokens that nobody has shown lately. */
const lookups = { points: 20, seconds: 1 } as const;

/** How long a right token is remembered as one, in milliseconds, and how many. */
const familiarMs = 86_400_000;
const familiarMax = 10_000;

/** A shorter token could be found by trying where nothing slows that down. */
const unguessableLength = 20;

/** Where a token came from. */
export interface Shown {
  readonly token: string;
  /** Undefined without a network: then nothing is limited. */
  readonly address: string | undefined;
}

/**
 * Slows down who tries tokens, without locking out those who have the right one: agents often share an address with
 * others, behind a proxy or NAT. So a token is still compared where its address showed too many wrong ones, if it is one
 * that was right before, or one too long to be found by trying (every one that Argos makes). Only a short one of the
 * configuration that was never right from there, and a new one beyond a few look-ups a second, wait for a minute to pass.
 */
export interface TokenLimits {
  /** Whether a token may be compared with those of the configuration; costs no database. */
  mayCompare(shown: Shown): Promise<boolean>;
  /** Whether it may be looked up in the database. */
  mayLookUp(shown: Shown): Promise<boolean>;
  noteRight(shown: Shown): void;
  /** Counts a token that was wrong or was not looked at. Throws a problem with status 429 while its address is limited (RFC 6585 section 4). */
  noteWrong(shown: Shown): Promise<void>;
}

/** Limits in the memory of this server. */
export function createTokenLimits({ clock, log }: { readonly clock: Clock; readonly log: Logger }): TokenLimits {
  const wrongs = new RateLimiterMemory({ points: wrong.points, duration: wrong.seconds });
  const unknown = new RateLimiterMemory({ points: lookups.points, duration: lookups.seconds });
  const familiar = rememberRight(clock);

  async function isLimited({ address }: Shown): Promise<boolean> {
    const counted = address === undefined ? null : await wrongs.get(networkOf(address));
    return counted !== null && counted.consumedPoints >= wrong.points;
  }

  return {
    async mayCompare(shown) {
      return isUnguessable(shown) || !(await isLimited(shown)) || familiar.has(shown);
    },
    async mayLookUp(shown) {
      if (!(await isLimited(shown)) || familiar.has(shown)) return true;
      return await unknown.consume("").then(
        () => true,
        () => false,
      );
    },
    noteRight: (shown) => familiar.add(shown),
    async noteWrong(shown) {
      if (shown.address === undefined) return;
      const network = networkOf(shown.address);
      const counted = await wrongs.consume(network).catch((thrown: unknown) => {
        if (!(thrown instanceof RateLimiterRes)) throw thrown;
        throw tooMany(thrown.msBeforeNext);
      });
      if (counted.consumedPoints === wrong.points) log.warning("an address shows wrong tokens", { address: network });
    },
  };
}

/** Those of Argos have 43 random characters. */
function isUnguessable({ token }: Shown): boolean {
  return token.length >= unguessableLength;
}

/** Right tokens by their digests; a short one only together with where it came from, or others could go on trying it. */
function rememberRight(clock: Clock) {
  const known = new Map<string, number>();
  const keyOf = (shown: Shown) =>
    sha256(isUnguessable(shown) ? shown.token : `${shown.token} ${networkOf(shown.address ?? "")}`).toString("base64");
  return {
    has: (shown: Shown) => (known.get(keyOf(shown)) ?? 0) > clock.monotonicMs(),
    add(shown: Shown) {
      const key = keyOf(shown);
      known.delete(key);
      known.set(key, clock.monotonicMs() + familiarMs);
      for (const oldest of known.keys()) {
        if (known.size <= familiarMax) break;
        known.delete(oldest);
      }
    },
  };
}

function tooMany(waitMs: number): ProblemError {
  return new ProblemError({
    status: 429,
    title: "Too Many Requests",
    detail: `too many wrong tokens from this address: at most ${wrong.points} in ${wrong.seconds} seconds`,
    headers: { "retry-after": String(Math.max(1, Math.ceil(waitMs / 1000))) },
  });
}
