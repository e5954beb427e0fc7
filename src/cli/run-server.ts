import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { systemClock } from "../base/clock.ts";
import { type Logger, loggerOf, startLogging } from "../base/log.ts";
import { version } from "../base/version.ts";
import type { Database } from "../db/connect.ts";
import { migrate } from "../db/migrate.ts";
import { createAgentRegistry } from "../server/agents/registry.ts";
import { createAgentTrust } from "../server/agents/trust.ts";
import { createApp } from "../server/app.ts";
import { createBearerCheck } from "../server/auth/bearer.ts";
import { identifyBySecrets } from "../server/auth/config-secrets.ts";
import { ensureSetupKey } from "../server/auth/first-user.ts";
import type { Identify } from "../server/auth/guard.ts";
import { createIdentify } from "../server/auth/identify.ts";
import { createLdapDirectory } from "../server/auth/ldap.ts";
import { createPasswords } from "../server/auth/passwords.ts";
import { createSessions } from "../server/auth/sessions.ts";
import { createTokens } from "../server/auth/tokens.ts";
import { followSettings, type SettingsInForce } from "../server/config/in-force.ts";
import { allDuties, prepareResults } from "../server/duties/all.ts";
import { startDuties } from "../server/duties/duty.ts";
import { listen } from "../server/listen.ts";
import { countRequests } from "../server/metrics/count-requests.ts";
import { createMeters, type Meters } from "../server/metrics/meters.ts";
import { followPublished } from "../server/published/publish.ts";
import { applyAndSay } from "./apply-and-say.ts";
import { findConfigPath, loadConfigOrExplain } from "./config-file.ts";
import { type ConfigInForce, followSecrets, holdConfig } from "./config-in-force.ts";
import { startLocalAgent } from "./local-agent.ts";
import { databaseChoice, openDatabase } from "./open-database.ts";
import { startReloading } from "./reload.ts";
import { runOutbox } from "./run-outbox.ts";
import type { ServeOptions } from "./serve-options.ts";
import { aborted, stopSignal } from "./stop-signals.ts";

/** Runs a server until SIGTERM or SIGINT. What was started is ended in the opposite order. */
export async function runServer(options: ServeOptions): Promise<void> {
  startLogging(options.logLevel);
  const log = loggerOf("server");
  const stop = stopSignal();
  const path = await findConfigPath(options.config);
  const config = loadConfigOrExplain(path);
  await using closing = new AsyncDisposableStack();
  const db = await openDatabase(databaseChoice(config, options.stateDirectory), { command: "serve", log, closing });
  await prepareDatabase(db, log);
  await applyAndSay(db, { config, allowShrink: options.allowShrink ?? false, log });
  const settings = closing.use(await followSettings(db, log));
  const localToken = randomBytes(32).toString("base64url");
  const inForce = holdConfig(config);
  const meters = createMeters(systemClock);
  meters.noteReload("taken");
  const server = closing.use(serveApp({ db, inForce, settings, meters, localToken, options, log }));
  const duties = allDuties({
    resultsAgeMs: config.retention.resultsMs,
    rollupAges: config.retention,
    historyAgeMs: config.retention.incidentsMs,
    notifications: () => inForce.current().notifications,
    agentSilenceMs: config.agentSilenceMs,
    clock: systemClock,
    log,
  });
  closing.use(await startDuties({ db, duties, server: `${hostname()}:${process.pid}`, log }));
  closing.use(await runOutbox({ db, inForce, meters, log }));
  closing.use(startReloading({ path, db, inForce, settings, meters, log }));
  if (options.withAgent)
    closing.use(startLocalAgent({ url: server.url, token: localToken, logLevel: options.logLevel }));
  await sayHowToBegin(db, { url: config.server.publicUrl ?? server.url, log });
  log.info("Argos watches", { version, url: server.url, sites: config.sites.length });
  await aborted(stop);
  log.info("Argos stops");
}

/** Knows the secrets of the configuration in force, and `localTokens`, those of agents that this process starts. */
function configSecrets(inForce: ConfigInForce, localTokens: readonly string[]): Identify {
  const ofAgents = followSecrets(inForce, (config) => config.agentSecrets);
  const ofLocalAgents = createBearerCheck(localTokens);
  return identifyBySecrets({
    agent: (authorization) => ofAgents(authorization) || ofLocalAgents(authorization),
    api: followSecrets(inForce, (config) => config.apiTokens),
  });
}

/** Says how the first user is made, while there is none. */
async function sayHowToBegin(db: Database, parts: { readonly url: string; readonly log: Logger }): Promise<void> {
  const key = await ensureSetupKey(db);
  if (key !== undefined)
    parts.log.warning("nobody can log in yet: make the first administrator here", {
      link: `${parts.url}/setup?key=${key}`,
    });
}

async function prepareDatabase(db: Database, log: Logger): Promise<void> {
  const { applied } = await migrate(db);
  if (applied.length > 0) log.info("migrated the database", { applied: applied.join(",") });
  await prepareResults(db);
}

function serveApp(parts: {
  readonly db: Database;
  readonly inForce: ConfigInForce;
  readonly settings: SettingsInForce;
  readonly meters: Meters;
  readonly localToken: string;
  readonly options: ServeOptions;
  readonly log: Logger;
}) {
  const { db, inForce, settings, meters, options, log } = parts;
  const { server } = inForce.current();
  const sessions = createSessions({ db, server: () => inForce.current().server, clock: systemClock });
  const app = createApp({
    db,
    settings,
    agents: createAgentRegistry(db, systemClock),
    notifications: () => inForce.current().notifications,
    trust: createAgentTrust({ db, settings, clock: systemClock, log }),
    identify: createIdentify({
      secrets: configSecrets(inForce, options.withAgent ? [parts.localToken] : []),
      tokens: createTokens({ db, clock: systemClock }),
      sessions,
    }),
    sessions,
    passwords: createPasswords(),
    directories: [createLdapDirectory(() => inForce.current().server.ldap)],
    server: () => inForce.current().server,
    published: followPublished(() => inForce.current()),
    meters,
    clock: systemClock,
    log,
  });
  const handle = countRequests((request) => app.handle(request), { meters, clock: systemClock });
  return listen(
    { handle },
    {
      host: options.host ?? server.listenHost ?? "127.0.0.1",
      port: options.port ?? server.listenPort ?? 8000,
    },
  );
}
