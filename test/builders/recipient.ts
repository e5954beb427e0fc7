import { Secret } from "../../src/base/secrets/secret.ts";
import type { NotificationSettings, Recipient } from "../../src/config/notifications.ts";

/** A recipient of webhooks, in a lane of its own. */
export function aRecipient(overrides: Partial<Recipient> = {}): Recipient {
  const url = new Secret("http://127.0.0.1:1/");
  return {
    id: "webhook:a",
    contact: "",
    language: "en",
    address: { channel: "webhook", url, secret: undefined, shape: "argos" },
    ...overrides,
  };
}

/** A recipient in the lane of the mail server. */
export function aMailRecipient(to: string, overrides: Partial<Recipient> = {}): Recipient {
  return aRecipient({ id: `mail:${to}`, address: { channel: "mail", to }, ...overrides });
}

/** Settings with these recipients, without waits, limits or reminders. */
export function settingsFor(
  recipients: readonly Recipient[],
  overrides: Partial<NotificationSettings> = {},
): NotificationSettings {
  return {
    mail: undefined,
    language: "en",
    timeZone: "UTC",
    recipients: new Map(recipients.map((one) => [one.id, one])),
    routes: [],
    subscriptions: [],
    pace: { groupWaitMs: 0, groupIntervalMs: 0, limit: undefined },
    flapping: { changes: 4, withinMs: 600_000 },
    silences: [],
    heartbeat: undefined,
    ...overrides,
  };
}
