import type { NotificationSettings, Told } from "../../src/config/notifications.ts";

/** Everyone hears of everything. */
export function toldOfAll(...ids: readonly string[]): Told {
  return { ok: ids, unknown: ids, warning: ids, critical: ids, noAgent: ids };
}

/** Settings in which only the log is told, at once; with overrides. */
export function quietSettings(over: Partial<NotificationSettings> = {}): NotificationSettings {
  return {
    mail: undefined,
    timeZone: "UTC",
    recipients: new Map([["local", { id: "local", contact: "", language: "en", address: { channel: "local" } }]]),
    routes: [{ match: {}, told: toldOfAll("local"), remindMs: undefined }],
    subscriptions: [],
    pace: { groupWaitMs: 30_000, groupIntervalMs: 300_000, limit: { messages: 3, withinMs: 600_000 } },
    flapping: { changes: 3, withinMs: 900_000 },
    silences: [],
    heartbeat: undefined,
    ...over,
  };
}
