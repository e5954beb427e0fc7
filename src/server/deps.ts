import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { ServerSettings } from "../config/config.ts";
import type { NotificationSettings } from "../config/notifications.ts";
import type { Database } from "../db/connect.ts";
import type { AgentRegistry } from "./agents/registry.ts";
import type { AgentTrust } from "./agents/trust.ts";
import type { PasswordDirectory } from "./auth/directory.ts";
import type { Identify } from "./auth/guard.ts";
import type { Passwords } from "./auth/passwords.ts";
import type { Sessions } from "./auth/sessions.ts";
import type { SettingsInForce } from "./config/in-force.ts";
import type { Reload } from "./config/reload.ts";
import type { ServerWatch } from "./config/server-watch.ts";
import type { Meters } from "./metrics/meters.ts";
import type { Published } from "./published/publish.ts";
import type { Reads } from "./read/reads.ts";

/** What the routes need; the composition root makes it. */
export interface ServerDeps {
  readonly db: Database;
  /** Looks at the database that many share. */
  readonly reads: Reads;
  readonly agents: AgentRegistry;
  readonly trust: AgentTrust;
  readonly notifications: () => NotificationSettings;
  readonly settings: SettingsInForce;
  readonly servers: Pick<ServerWatch, "withoutReload" | "refresh">;
  /** Reads the configuration file again. */
  readonly reload: Reload;
  /** Tells who asks. */
  readonly identify: Identify;
  readonly sessions: Sessions;
  readonly passwords: Passwords;
  /** Who else knows people by their passwords. */
  readonly directories: readonly PasswordDirectory[];
  /** The server's own settings, those in force. */
  readonly server: () => ServerSettings;
  /** What of the configuration in force others may read. */
  readonly published: () => Published;
  /** What this process counts. */
  readonly meters: Meters;
  readonly clock: Clock;
  readonly log: Logger;
}
