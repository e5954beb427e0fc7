import { systemClock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { Database } from "../db/connect.ts";
import { createAgentRegistry } from "../server/agents/registry.ts";
import { createAgentTrust } from "../server/agents/trust.ts";
import { createApp } from "../server/app.ts";
import { createBearerCheck } from "../server/auth/bearer.ts";
import { identifyBySecrets } from "../server/auth/config-secrets.ts";
import type { Identify } from "../server/auth/guard.ts";
import { createIdentify } from "../server/auth/identify.ts";
import { createLdapDirectory } from "../server/auth/ldap.ts";
import { createPasswords } from "../server/auth/passwords.ts";
import { createSessions } from "../server/auth/sessions.ts";
import { createTokenLimits } from "../server/auth/token-limits.ts";
import { createTokens } from "../server/auth/tokens.ts";
import type { SettingsInForce } from "../server/config/in-force.ts";
import type { Reload } from "../server/config/reload.ts";
import type { ServerWatch } from "../server/config/server-watch.ts";
import { listen } from "../server/listen.ts";
import { countRequests } from "../server/metrics/count-requests.ts";
import type { Meters } from "../server/metrics/meters.ts";
import { followPublished } from "../server/published/publish.ts";
import { createReads } from "../server/read/reads.ts";
import { type ConfigInForce, followSecrets } from "./config-in-force.ts";
import type { LocalAgent } from "./local-agent.ts";
import type { ServeOptions } from "./serve-options.ts";

/** Serves the application on the address of the configuration. */
export function serveApp(parts: {
  readonly db: Database;
  readonly inForce: ConfigInForce;
  readonly settings: SettingsInForce;
  readonly servers: ServerWatch;
  readonly reload: Reload;
  readonly meters: Meters;
  readonly localAgent: LocalAgent;
  readonly options: ServeOptions;
  readonly log: Logger;
}) {
  const { db, inForce, settings, servers, reload, meters, options, log } = parts;
  const { server } = inForce.current();
  const sessions = createSessions({ db, server: () => inForce.current().server, clock: systemClock });
  const app = createApp({
    db,
    reads: createReads({ db, clock: systemClock }),
    settings,
    servers,
    reload,
    agents: createAgentRegistry(db, systemClock),
    notifications: () => inForce.current().notifications,
    trust: createAgentTrust({ db, settings, clock: systemClock, log }),
    identify: createIdentify({
      secrets: configSecrets(inForce, options.withAgent ? parts.localAgent : undefined),
      tokens: createTokens({ db, clock: systemClock }),
      limits: createTokenLimits({ clock: systemClock, log }),
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
    log,
  );
}

/** Knows the secrets of the configuration in force, and the agent that this process starts. */
function configSecrets(inForce: ConfigInForce, local: LocalAgent | undefined): Identify {
  return identifyBySecrets({
    agent: followSecrets(inForce, (config) => config.agentSecrets),
    api: followSecrets(inForce, (config) => config.apiTokens),
    ...(local === undefined ? {} : { local: { check: createBearerCheck([local.token]), agent: local.name } }),
  });
}
