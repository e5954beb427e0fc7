import { messageOf } from "../base/error.ts";
import type { Logger } from "../base/log.ts";
import type { Database } from "../db/connect.ts";
import { wakeHeldNotices } from "../queue/notice.ts";
import type { SettingsInForce } from "../server/config/in-force.ts";
import type { Meters } from "../server/metrics/meters.ts";
import { applyAndSay } from "./apply-and-say.ts";
import { loadConfigOrExplain } from "./config-file.ts";
import type { ConfigInForce } from "./config-in-force.ts";

/** Reads the configuration again at each SIGHUP, one reload at a time; a file with problems changes nothing and is logged. */
export function startReloading(deps: {
  readonly path: string;
  readonly db: Database;
  readonly inForce: ConfigInForce;
  readonly settings: SettingsInForce;
  readonly meters: Pick<Meters, "noteReload">;
  readonly log: Logger;
}): AsyncDisposable {
  let reloading: Promise<void> = Promise.resolve();
  const onSignal = () => {
    reloading = reloading.then(() => reload(deps));
  };
  process.on("SIGHUP", onSignal);
  return {
    async [Symbol.asyncDispose]() {
      process.off("SIGHUP", onSignal);
      await reloading;
    },
  };
}

async function reload(deps: Parameters<typeof startReloading>[0]): Promise<void> {
  try {
    const config = loadConfigOrExplain(deps.path);
    await applyAndSay(deps.db, { config, allowShrink: false, log: deps.log });
    deps.inForce.replace(config);
    await deps.settings.refresh();
    await deps.db.transaction(wakeHeldNotices);
    deps.meters.noteReload("taken");
  } catch (thrown) {
    deps.meters.noteReload("refused");
    deps.log.error("the configuration was not reloaded; the one before stays in force", { error: messageOf(thrown) });
  }
}
