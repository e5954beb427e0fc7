import type { Database } from "../../db/connect.ts";
import type { Sql } from "../../db/pool.ts";
import {
  type AttemptKind,
  type AttemptLimit,
  countAttempt,
  forgetAttempts,
  takeBackAttempt,
} from "../../store/login-attempts.ts";
import { isKnownPlace, type LoginPlace, rememberPlace } from "../../store/login-places.ts";
import { networkOf } from "./network-of.ts";
import type { Passwords } from "./passwords.ts";
import { sha256 } from "./sha256.ts";

/**
 * So many attempts, for all servers together and over restarts. `pair` are failures of one name at one address. The others
 * hold where that name has never logged in: `address` are attempts from one address, whatever the names, and `account` are
 * failures of one name, wherever they come from: more than one address has, since they slow down all who are new there.
 */
const limits: Readonly<Record<AttemptKind, AttemptLimit>> = {
  pair: { hitsMax: 10, seconds: 3600 },
  address: { hitsMax: 10, seconds: 60 },
  account: { hitsMax: 20, seconds: 1200 },
  session: { hitsMax: 20, seconds: 86_400 },
};

/** How long a session that guessed wrong too often waits at most to try again, in milliseconds. */
export const sessionWaitMsMax = limits.session.seconds * 1000;

/** How soon to come again while many passwords of strangers wait to be looked at, in seconds. */
const crowdedSeconds = 5;

/** Whether an attempt may go on. It counts as a failure until it is forgiven or succeeds. */
export type Admission = Admitted | { readonly kind: "limited"; readonly retrySeconds: number };

export interface Admitted {
  readonly kind: "admitted";
  /** Whether that name has logged in there before. */
  readonly isKnown: boolean;
  forgive(): Promise<void>;
  /** Forgives, and lets no stranger's failures count there from now on. */
  succeed(): Promise<void>;
}

/** What is to be counted. */
interface Counter {
  readonly kind: AttemptKind;
  readonly key: Uint8Array;
}

/**
 * Counts an attempt to log in. Names that nobody has are counted too, or the limits would tell them apart. While the places
 * of strangers are taken, those of them are turned away before anything is written.
 */
export async function admitLogin(
  { db, passwords }: { readonly db: Database; readonly passwords: Pick<Passwords, "isCrowded"> },
  { name, address }: { readonly name: string; readonly address: string | undefined },
): Promise<Admission> {
  const nameKey = accountKey(name);
  const place = address === undefined ? undefined : { nameKey, addressKey: addressKey(address) };
  const isKnown = place !== undefined && (await db.run((sql) => isKnownPlace(sql, place)));
  if (!isKnown && passwords.isCrowded()) return { kind: "limited", retrySeconds: crowdedSeconds };
  const account = { kind: "account", key: nameKey } as const;
  const counted = await db.transaction((tx) =>
    countAll(tx, [
      ...(place === undefined ? [] : [pairOf(place)]),
      ...(place === undefined || isKnown ? [] : [{ kind: "address" as const, key: place.addressKey }]),
      ...(isKnown ? [] : [account]),
    ]),
  );
  if (counted.kind === "refused") return { kind: "limited", retrySeconds: counted.retrySeconds };
  return admitted(db, { hits: counted.hits, isKnown, place });
}

/** Counts a guess of a session at its person's password: no failure of anybody else keeps it from that. */
export async function admitSession(
  db: Database,
  session: { readonly userId: number; readonly sessionNumber: number },
): Promise<Admission> {
  const key = sha256(`session ${session.userId} ${session.sessionNumber}`);
  const counted = await db.transaction((tx) => countAll(tx, [{ kind: "session", key }]));
  if (counted.kind === "refused") return { kind: "limited", retrySeconds: counted.retrySeconds };
  return admitted(db, { hits: counted.hits, isKnown: true, place: undefined });
}

/** Forgets the failures of a name, wherever they were made. */
export async function forgetFailures(tx: Sql, name: string): Promise<void> {
  await forgetAttempts(tx, accountKey(name));
}

/** The key under which a name is counted. */
export function accountKey(name: string): Buffer {
  return sha256(`account ${name.toLowerCase()}`);
}

/** Whoever has one address of IPv6 has all of its network of 64 bits. */
function addressKey(address: string): Buffer {
  return sha256(`address ${networkOf(address)}`);
}

function pairOf({ nameKey, addressKey }: LoginPlace): Counter {
  return { kind: "pair", key: Buffer.concat([nameKey, addressKey]) };
}

interface Hit extends Counter {
  readonly hitText: string;
}

/** Counts all or none, in the same order everywhere, so that attempts wait for each other instead of deadlocking. */
async function countAll(
  tx: Sql,
  counters: readonly Counter[],
): Promise<
  | { readonly kind: "counted"; readonly hits: readonly Hit[] }
  | { readonly kind: "refused"; readonly retrySeconds: number }
> {
  const hits: Hit[] = [];
  for (const counter of counters) {
    const counted = await countAttempt(tx, { ...counter, limit: limits[counter.kind] });
    if (counted.kind === "refused") {
      // attempts from one address are attempts, refused ones too; failures of a name are those that were judged
      for (const hit of hits) if (hit.kind !== "address") await takeBackAttempt(tx, hit);
      return counted;
    }
    hits.push({ ...counter, hitText: counted.hitText });
  }
  return { kind: "counted", hits };
}

function admitted(
  db: Database,
  attempt: { readonly hits: readonly Hit[]; readonly isKnown: boolean; readonly place: LoginPlace | undefined },
): Admitted {
  const { hits, isKnown, place } = attempt;
  const failures = hits.filter((one) => one.kind !== "address");
  const takeBack = async (sql: Sql) => {
    for (const hit of failures) await takeBackAttempt(sql, hit);
  };
  return {
    kind: "admitted",
    isKnown,
    forgive: async () => await db.transaction(takeBack),
    succeed: async () =>
      await db.transaction(async (tx) => {
        await takeBack(tx);
        if (place !== undefined) await rememberPlace(tx, place);
      }),
  };
}
