import type { Logger } from "../../base/log.ts";
import type { AlertOccasion, NotificationSettings } from "../../config/notifications.ts";
import type { SiteMatch, Window } from "../../config/silence.ts";
import type { Database } from "../../db/connect.ts";
import type { Sql } from "../../db/pool.ts";
import type { Bulletin, ItemLinks } from "../../notify/bulletin.ts";
import type { Letter, Sender } from "../../notify/delivery.ts";
import type { Meters } from "../metrics/meters.ts";

/** What routes and silences look at. */
export interface Place {
  readonly domain: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Who is told of what. */
export interface Routing {
  recipientsOf(
    place: Place,
    occasion: AlertOccasion,
  ): {
    readonly ids: readonly string[];
    /** Milliseconds between reminders; undefined for none. */
    readonly remindMs: number | undefined;
  };
}

/** A silence that may hold, planned or asked for. */
export interface ActiveSilence {
  readonly match: SiteMatch;
  readonly window: Window;
}

/** What the outbox needs; the composition root makes it. */
export interface OutboxDeps {
  readonly db: Database;
  /** The settings in force: asked at each turn, since a reload swaps them. */
  readonly settings: () => NotificationSettings;
  readonly compileRouting: (settings: NotificationSettings) => Routing;
  readonly createSender: (settings: NotificationSettings) => Sender;
  /** Those that people and scripts asked for; planned ones are in the settings. */
  readonly listActiveSilences: (sql: Sql) => Promise<readonly ActiveSilence[]>;
  /** The end of the silence that holds at `nowMs`; undefined when none does. Milliseconds since 1970 UTC. */
  readonly silencedUntil: (silences: readonly ActiveSilence[], place: Place, nowMs: number) => number | undefined;
  readonly letterOf: (bulletin: Bulletin) => Letter;
  readonly linksOf: (incidentId: number, nowMs: number) => ItemLinks | undefined;
  /** The address of this installation; undefined when nobody knows it. */
  readonly home: string | undefined;
  /** Names this server in leases. */
  readonly server: string;
  readonly meters: Pick<Meters, "countNotification">;
  /** From 0 to 1. */
  readonly chance: () => number;
  readonly log: Logger;
}
