import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { NotificationSettings } from "../config/notifications.ts";
import type { Database } from "../db/connect.ts";
import type { AgentRegistry } from "./agents/registry.ts";
import type { AgentTrust } from "./agents/trust.ts";
import type { BearerCheck } from "./auth/bearer.ts";
import type { SettingsInForce } from "./config/in-force.ts";

/** What the routes need; the composition root makes it. */
export interface ServerDeps {
  readonly db: Database;
  readonly agents: AgentRegistry;
  readonly trust: AgentTrust;
  readonly notifications: () => NotificationSettings;
  readonly settings: SettingsInForce;
  readonly agentBearer: BearerCheck;
  /** Who may write through `/api/v1`. */
  readonly apiBearer: BearerCheck;
  readonly clock: Clock;
  readonly log: Logger;
  /** Where a proxy serves this server, such as `/argos`; empty for the top. */
  readonly rootPath: string;
}
