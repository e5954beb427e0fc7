import { createHash } from "node:crypto";
import { messageOf } from "../../base/error.ts";
import { type Logger, loggerOf } from "../../base/log.ts";
import { startLoop } from "../../base/loop.ts";
import type { ProbeSettings } from "../../config/probe-settings.ts";
import type { LeaseReply } from "../../contract/lease.ts";
import type { Database } from "../../db/connect.ts";
import { findConfigRevision } from "../../store/config-revisions.ts";

/** How often another server's reload is noticed, in milliseconds. */
const refreshEveryMs = 3000;

/** The probe settings of the configuration in force, kept in memory. */
export interface SettingsInForce extends AsyncDisposable {
  /** What an agent must be told, or undefined when it knows it already. */
  newerThan(revision: string | undefined): LeaseReply["settings"];
  /** Reads the database now instead of at the next turn. */
  refresh(): Promise<void>;
}

/** Follows the newest configuration revision. */
export async function followSettings(db: Database, log: Logger = loggerOf("server")): Promise<SettingsInForce> {
  let current: { readonly revision: string; readonly probe: ProbeSettings } | undefined;
  async function refresh(): Promise<void> {
    const found = await db.run(findConfigRevision);
    if (found !== undefined) current = { revision: digestOf(found.probe), probe: found.probe };
  }
  await refresh();
  const loop = startLoop(refresh, {
    name: "settings",
    everyMs: refreshEveryMs,
    onError: (thrown) => log.warning("cannot read the configuration in force", { error: messageOf(thrown) }),
  });
  return {
    newerThan: (revision) => (current === undefined || current.revision === revision ? undefined : current),
    refresh,
    [Symbol.asyncDispose]: () => loop[Symbol.asyncDispose](),
  };
}

/** Names settings by what they say, so that a revision that leaves them alone costs the agents nothing. */
function digestOf(probe: ProbeSettings): string {
  return createHash("sha256").update(JSON.stringify(probe)).digest("hex").slice(0, 16);
}
