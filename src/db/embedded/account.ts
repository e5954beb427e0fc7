import { readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** The user that PostgreSQL runs as: numbers of the system. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Users that may run PostgreSQL for a root who may not; the first one that exists is taken. */
const substitutes = ["argos", "postgres", "nobody"];

/**
 * The account for PostgreSQL, which refuses to run as root: ours, or for root the owner of the data directory when there is
 * one, so that it never changes, or else the first substitute. Undefined when root finds none.
 */
export function accountForPostgres(dataDirectory: string): Account | undefined {
  const uid = process.geteuid?.() ?? 0;
  if (uid !== 0) return { uid, gid: process.getegid?.() ?? uid };
  const owner = statSync(dataDirectory, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const users = readUsers();
  return substitutes.map((name) => users.get(name)).find((account) => account !== undefined);
}

/** Whether `account` may pass through `directory` and all above it; a directory that is missing counts as passable. */
export function canReach(account: Account, directory: string): boolean {
  if (account.uid === 0) return true;
  const stat = statSync(directory, { throwIfNoEntry: false });
  if (stat && !mayPass(account, stat)) return false;
  const parent = dirname(directory);
  return parent === directory || canReach(account, parent);
}

function mayPass(account: Account, stat: { uid: number; gid: number; mode: number }): boolean {
  if (stat.uid === account.uid) return (stat.mode & 0o100) !== 0;
  if (stat.gid === account.gid) return (stat.mode & 0o010) !== 0;
  return (stat.mode & 0o001) !== 0;
}

/** passwd(5): `name:password:uid:gid:…`. Empty when there is no such file. */
function readUsers(): ReadonlyMap<string, Account> {
  const users = new Map<string, Account>();
  for (const line of readPasswd().split("\n")) {
    const [name, , uid, gid] = line.split(":");
    if (name && uid && gid && uid !== "0") users.set(name, { uid: Number(uid), gid: Number(gid) });
  }
  return users;
}

function readPasswd(): string {
  try {
    return readFileSync("/etc/passwd", "utf8");
  } catch {
    return "";
  }
}
