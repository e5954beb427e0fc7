import { messageOf } from "../../base/error.ts";
import type { Logger } from "../../base/log.ts";
import { startLoop } from "../../base/loop.ts";
import type { Database } from "../../db/connect.ts";
import { completeDuty, type DutyLease, enrollDuties, leaseDuty } from "../../queue/duty.ts";

/** A periodic piece of the server's own work. Safe to run twice: a lease that runs out lets another server begin. */
export interface Duty {
  readonly name: string;
  readonly everySeconds: number;
  run(db: Database): Promise<void>;
}

/** How often a server looks for a duty that is due, in milliseconds. */
const lookEveryMs = 1000;

/** How long a server has for one duty before another may take it, in seconds. */
const leaseSeconds = 120;

/** How soon a duty that failed is tried again, in seconds, unless its own rhythm is faster. */
const retrySeconds = 30;

export interface DutyDeps {
  readonly db: Database;
  readonly duties: readonly Duty[];
  /** Names this server in the duty's row. */
  readonly server: string;
  readonly log: Logger;
}

/** Does whatever duty is due, one after another, until disposed. Any number of servers may do so on one database. */
export async function startDuties(deps: DutyDeps): Promise<AsyncDisposable> {
  const names = deps.duties.map((duty) => duty.name);
  await deps.db.run((sql) => enrollDuties(sql, names));
  return startLoop((signal) => doDueDuties(deps, names, signal), {
    name: "duties",
    everyMs: lookEveryMs,
    onError: (thrown) => deps.log.warning("cannot look for duties", { error: messageOf(thrown) }),
  });
}

async function doDueDuties(deps: DutyDeps, names: readonly string[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const lease = await deps.db.run((sql) => leaseDuty(sql, { names, server: deps.server, leaseSeconds }));
    const duty = deps.duties.find((one) => one.name === lease?.name);
    if (lease === undefined || duty === undefined) return;
    await doDuty(deps, duty, lease);
  }
}

async function doDuty(deps: DutyDeps, duty: Duty, lease: DutyLease): Promise<void> {
  const error = await duty.run(deps.db).then(
    () => null,
    (thrown: unknown) => messageOf(thrown),
  );
  if (error !== null) deps.log.error("a duty failed", { duty: duty.name, error });
  const afterSeconds = error === null ? duty.everySeconds : Math.min(duty.everySeconds, retrySeconds);
  await deps.db.run((sql) => completeDuty(sql, lease, { afterSeconds, error }));
}
