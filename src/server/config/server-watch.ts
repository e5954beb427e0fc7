import { messageOf } from "../../base/error.ts";
import type { Logger } from "../../base/log.ts";
import { startLoop } from "../../base/loop.ts";
import type { Database } from "../../db/connect.ts";
import { listStandingRefusals } from "../../store/config-attempts.ts";
import { forgetGoneServers, forgetServer, touchServer } from "../../store/servers.ts";

/** How often a server says that it lives and looks at the others, in milliseconds. */
const lookEveryMs = 3000;

/** A server counts as alive when it was heard of within this many seconds. */
export const serverAliveSeconds = 15;

/** Servers that are named at most. */
const namedMax = 10;

/** What servers know of each other. */
export interface ServerWatch extends AsyncDisposable {
  /** Servers that live and go by an older configuration, since their file has problems: by name, some seconds old. */
  withoutReload(): readonly string[];
  /** Looks now instead of at the next turn. */
  refresh(): Promise<void>;
}

/** Says that this server lives, until disposed, and knows which others could not reload. */
export async function watchServers(deps: {
  readonly db: Database;
  /** `host:process`. */
  readonly server: string;
  readonly version: string;
  readonly log: Logger;
}): Promise<ServerWatch> {
  const { db, server, version, log } = deps;
  let found: readonly string[] = [];
  async function refresh(): Promise<void> {
    const limit = { limit: namedMax, aliveSeconds: serverAliveSeconds };
    found = await db.run(async (sql) => {
      await touchServer(sql, { name: server, version });
      return (await listStandingRefusals(sql, limit)).map((one) => one.server);
    });
  }
  await db.run(forgetGoneServers);
  await refresh();
  const loop = startLoop(refresh, {
    name: "servers",
    everyMs: lookEveryMs,
    onError: (thrown) => log.warning("cannot look at the other servers", { error: messageOf(thrown) }),
  });
  return {
    withoutReload: () => found,
    refresh,
    async [Symbol.asyncDispose]() {
      await loop[Symbol.asyncDispose]();
      await db
        .run((sql) => forgetServer(sql, server))
        .catch((thrown: unknown) => log.warning("cannot say that this server stops", { error: messageOf(thrown) }));
    },
  };
}
