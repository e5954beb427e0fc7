import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { systemClock } from "../base/clock.ts";
import { ArgosError } from "../base/error.ts";
import { LoggedAsWritten, type Logger, loggerOf, startLogging } from "../base/log.ts";
import { version } from "../base/version.ts";
import type { Config } from "../config/config.ts";
import { type RunningConfig, runningConfig } from "../config/running.ts";
import type { Database } from "../db/connect.ts";
import { migrate } from "../db/migrate.ts";
import { ensureSetupKey } from "../server/auth/first-user.ts";
import { followSettings } from "../server/config/in-force.ts";
import { watchServers } from "../server/config/server-watch.ts";
import { allDuties, prepareResults } from "../server/duties/all.ts";
import { startDuties } from "../server/duties/duty.ts";
import { createMeters } from "../server/metrics/meters.ts";
import { applyAndSay } from "./apply-and-say.ts";
import { collectSoon } from "./collect-soon.ts";
import { attemptApply, tellOfBadStart } from "./config-attempt.ts";
import { explained, findConfigPath, loadConfigFile, warnInLog } from "./config-file.ts";
import { holdConfig } from "./config-in-force.ts";
import { startLocalAgent } from "./local-agent.ts";
import { databaseChoice, openDatabase } from "./open-database.ts";
import type { ProcessGuard } from "./process-guard.ts";
import { createReload, reloadAtSignal } from "./reload.ts";
import { runOutbox } from "./run-outbox.ts";
import { serveApp } from "./serve-app.ts";
import type { ServeOptions } from "./serve-options.ts";
import { serverName } from "./server-name.ts";
import { aborted, stopSignal } from "./stop-signals.ts";

/** Runs a server until SIGTERM or SIGINT, or until a part of it breaks. What was started is ended in the opposite order. */
export async function runServer(options: ServeOptions, guard: ProcessGuard): Promise<void> {
  startLogging(options.logLevel);
  const log = loggerOf("server");
  const stop = AbortSignal.any([stopSignal(), guard.watch(log)]);
  const path = await findConfigPath(options.config);
  const name = serverName();
  await using closing = new AsyncDisposableStack();
  const { db, config } = await putInForce({ path, server: name, options, log, closing });
  const settings = closing.use(await followSettings(db, log));
  const servers = closing.use(await watchServers({ db, server: name, version, log }));
  const localAgent = { name: hostname(), token: randomBytes(32).toString("base64url") };
  const inForce = holdConfig(config);
  const meters = createMeters(systemClock);
  meters.noteReload("taken");
  const reload = createReload({ path, server: name, db, inForce, settings, meters, log });
  const server = closing.use(serveApp({ db, inForce, settings, servers, reload, meters, localAgent, options, log }));
  await startWork({ db, config, server: name, inForce, meters, log }, closing);
  closing.use(reloadAtSignal(reload, log));
  if (options.withAgent)
    closing.use(startLocalAgent({ ...localAgent, url: server.url, logLevel: options.logLevel, log }));
  await sayHowToBegin(db, { url: config.server.publicUrl ?? server.url, log });
  log.info("Argos watches", { version, url: server.url, sites: config.sites.length });
  await aborted(stop);
  log.info("Argos stops");
}

/** Opens the database and applies the file to it. What only applying needs is let go of with the end of this function. */
async function putInForce(parts: {
  readonly path: string;
  readonly server: string;
  readonly options: ServeOptions;
  readonly log: Logger;
  readonly closing: AsyncDisposableStack;
}): Promise<{ readonly db: Database; readonly config: RunningConfig }> {
  const { path, server, options, log, closing } = parts;
  const config = await loadAtStart(path, log);
  const db = await openDatabase(databaseChoice(config, options.stateDirectory), { command: "serve", log, closing });
  await prepareDatabase(db, log);
  await attemptApply(db, { path, server, source: "start", log }, () =>
    applyAndSay(db, { config, allowShrink: options.allowShrink ?? false, log }),
  );
  collectSoon();
  return { db, config: runningConfig(config) };
}

/** Throws ArgosError "config" with all problems, a line each; the servers that run are told of them. */
async function loadAtStart(path: string, log: Logger): Promise<Config> {
  const loaded = loadConfigFile(path, warnInLog(log));
  if (loaded.kind === "loaded") return loaded.config;
  await tellOfBadStart(loaded.database, loaded.problems, log);
  throw new ArgosError("config", explained(path, loaded.problems));
}

async function prepareDatabase(db: Database, log: Logger): Promise<void> {
  const { applied } = await migrate(db);
  if (applied.length > 0) log.info("migrated the database", { applied: applied.join(",") });
  await prepareResults(db);
}

/** Begins what nobody asks for: the duties, and telling people. */
async function startWork(
  parts: Parameters<typeof runOutbox>[0] & { readonly config: RunningConfig; readonly server: string },
  closing: AsyncDisposableStack,
): Promise<void> {
  const { db, config, server, inForce, meters, log } = parts;
  const duties = allDuties({
    resultsAgeMs: config.retention.resultsMs,
    rollupAges: config.retention,
    historyAgeMs: config.retention.incidentsMs,
    notifications: () => inForce.current().notifications,
    agentSilenceMs: config.agentSilenceMs,
    clock: systemClock,
    log,
  });
  closing.use(await startDuties({ db, duties, server, log }));
  closing.use(await runOutbox({ db, inForce, meters, log }));
}

/** Says how the first user is made, while there is none. */
async function sayHowToBegin(db: Database, parts: { readonly url: string; readonly log: Logger }): Promise<void> {
  const key = await ensureSetupKey(db);
  if (key !== undefined)
    parts.log.warning("there is no user yet: make the first administrator here", {
      link: new LoggedAsWritten(`${parts.url}/setup?key=${key}`),
    });
}
