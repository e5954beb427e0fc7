import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { ServerSettings } from "../config/config.ts";
import type { NotificationSettings } from "../config/notifications.ts";
import type { Database } from "../db/connect.ts";
import type { AgentRegistry } from "./agents/registry.ts";
import type { AgentTrust } from "./agents/trust.ts";
import type { Identify } from "./auth/guard.ts";
import type { OnOpenIdLogin } from "./auth/openid.ts";
import type { SettingsInForce } from "./config/in-force.ts";

/** What the routes need; the composition root makes it. */
export interface ServerDeps {
  readonly db: Database;
  readonly agents: AgentRegistry;
  readonly trust: AgentTrust;
  readonly notifications: () => NotificationSettings;
  readonly settings: SettingsInForce;
  /** Tells who asks. */
  readonly identify: Identify;
  /** The server's own settings, those in force. */
  readonly server: () => ServerSettings;
  /** Begins the session of somebody whom the provider of OpenID Connect knows. */
  readonly onOpenIdLogin: OnOpenIdLogin;
  readonly clock: Clock;
  readonly log: Logger;
}
