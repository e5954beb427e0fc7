import type { NotificationSettings, Route, Told } from "../../src/config/notifications.ts";

/** Nobody, but who is given. */
export function told(overrides: Partial<Told> = {}): Told {
  return { ok: [], unknown: [], warning: [], critical: [], noAgent: [], ...overrides };
}

/** A route of every site that says nothing, but what is given. */
export function aRoute(overrides: Partial<Route> = {}): Route {
  return { match: {}, told: {}, remindMs: undefined, ...overrides };
}

/** Settings by which the log is told of everything at once. */
export function notificationSettings(overrides: Partial<NotificationSettings> = {}): NotificationSettings {
  const local = ["local"];
  return {
    mail: undefined,
    language: "en",
    timeZone: "UTC",
    recipients: new Map([["local", { id: "local", contact: "", language: "en", address: { channel: "local" } }]]),
    routes: [aRoute({ told: { ok: local, unknown: local, warning: local, critical: local, noAgent: local } })],
    subscriptions: [],
    pace: { groupWaitMs: 0, groupIntervalMs: 1000, limit: undefined },
    flapping: { changes: 3, withinMs: 900_000 },
    silences: [],
    heartbeat: undefined,
    ...overrides,
  };
}
