import { ArgosError, messageOf } from "../base/error.ts";
import type { Logger } from "../base/log.ts";
import { runningConfig } from "../config/running.ts";
import type { ConfigProblem } from "../contract/v1/configuration.ts";
import type { Database } from "../db/connect.ts";
import { wakeHeldNotices } from "../queue/notice.ts";
import type { SettingsInForce } from "../server/config/in-force.ts";
import { type Reload, type ReloadOutcome, shownProblems } from "../server/config/reload.ts";
import type { Meters } from "../server/metrics/meters.ts";
import { applyAndSay } from "./apply-and-say.ts";
import { collectSoon } from "./collect-soon.ts";
import { attemptApply, problemOf, recordRefusal } from "./config-attempt.ts";
import { explained, loadConfigFile, warnInLog } from "./config-file.ts";
import type { ConfigInForce } from "./config-in-force.ts";

export interface ReloadDeps {
  readonly path: string;
  /** `host:process`. */
  readonly server: string;
  readonly db: Database;
  readonly inForce: ConfigInForce;
  readonly settings: Pick<SettingsInForce, "refresh">;
  readonly meters: Pick<Meters, "noteReload">;
  readonly log: Logger;
}

type Source = Parameters<Reload>[0];

/**
 * Reads the configuration again whenever it is called, one reload at a time. Who asks while one waits for its turn gets the
 * outcome of that one: it will read the file as it is then.
 */
export function createReload(deps: ReloadDeps): Reload {
  let last: Promise<unknown> = Promise.resolve();
  let waiting: Promise<ReloadOutcome> | undefined;
  return (source) => {
    if (waiting !== undefined) return waiting;
    const next = last.then(async () => {
      waiting = undefined;
      return await reload(deps, source);
    });
    waiting = next;
    last = next.catch(() => undefined);
    return next;
  };
}

/** Reloads at each SIGHUP; what goes wrong is logged. */
export function reloadAtSignal(reload: Reload, log: Logger): AsyncDisposable {
  let reloading: Promise<unknown> = Promise.resolve();
  const onSignal = () => {
    reloading = reload("signal").catch((thrown: unknown) => {
      log.error("the configuration could not be read again", { error: messageOf(thrown) });
    });
  };
  process.on("SIGHUP", onSignal);
  return {
    async [Symbol.asyncDispose]() {
      process.off("SIGHUP", onSignal);
      await reloading;
    },
  };
}

async function reload(deps: ReloadDeps, source: Source): Promise<ReloadOutcome> {
  const { path, server, db, log } = deps;
  const loaded = loadConfigFile(path, warnInLog(log));
  if (loaded.kind === "invalid") {
    const refused = refusal(deps, explained(path, loaded.problems), loaded.problems);
    await recordRefusal(db, { server, source }, loaded.problems);
    return refused;
  }
  const { config } = loaded;
  try {
    const apply = () => applyAndSay(db, { config, allowShrink: false, log });
    const applied = await attemptApply(db, { path, server, source, log }, apply);
    deps.inForce.replace(runningConfig(config));
    collectSoon();
    await deps.settings.refresh();
    await db.transaction(wakeHeldNotices);
    deps.meters.noteReload("taken");
    return { kind: "applied", applied };
  } catch (thrown) {
    if (!(thrown instanceof ArgosError) || thrown.code !== "config") throw thrown;
    return refusal(deps, thrown.message, [problemOf(path, thrown)]);
  }
}

function refusal({ log, meters }: ReloadDeps, error: string, problems: readonly ConfigProblem[]): ReloadOutcome {
  meters.noteReload("refused");
  log.error("the configuration was not reloaded; the one before stays in force", { error });
  return { kind: "refused", problems: shownProblems(problems) };
}
