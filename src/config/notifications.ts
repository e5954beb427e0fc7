import type { Secret } from "../base/secrets/secret.ts";
import type { Severity } from "../base/severity.ts";
import type { PlannedSilence, SiteMatch } from "./silence.ts";

/** Languages that messages and pages are written in. */
export const languages = ["en", "fr"] as const;
export type Language = (typeof languages)[number];

/** What happened that people are told of: a target's settled severity became this, or no agent can be believed. */
export type AlertOccasion = Severity | "noAgent";

/** The mail server that all mail goes through. */
export interface MailServer {
  readonly from: string;
  readonly host: string;
  readonly port: number;
  readonly security: "none" | "tls" | "starttls";
  readonly login: { readonly user: string; readonly password: Secret } | undefined;
}

/** Where a message goes: one address on one channel. */
export type Address =
  | { readonly channel: "local" }
  | { readonly channel: "mail"; readonly to: string }
  | { readonly channel: "gotify"; readonly url: string; readonly token: Secret }
  | { readonly channel: "ntfy"; readonly url: string; readonly topic: Secret; readonly token: Secret | undefined }
  | {
      readonly channel: "webhook";
      /** The whole URL may be a secret. */
      readonly url: Secret;
      /** Signs the body; undefined for unsigned. */
      readonly secret: Secret | undefined;
      readonly shape: "argos" | "alertmanager";
    }
  | { readonly channel: "apprise"; readonly api: string; readonly urls: readonly Secret[] }
  | { readonly channel: "heartbeat"; readonly url: Secret };

/** Who gets messages at one address. */
export interface Recipient {
  /**
   * Names the recipient in the database and in the log, without a secret, the same after each reload that leaves it
   * alone: `mail:admin@example.org`, `gotify:push.example.org#1`, `asso-42/mail:president@asso.example`.
   */
  readonly id: string;
  /** The name of the contact; empty for those of `general`. */
  readonly contact: string;
  readonly language: Language;
  readonly address: Address;
}

/** Ids of recipients by occasion. */
export type Told = Readonly<Record<AlertOccasion, readonly string[]>>;

/** Who is told of which sites. What a route does not say, the next one that matches the site says. */
export interface Route {
  readonly match: SiteMatch;
  readonly told: Partial<Told>;
  /** Milliseconds between reminders while an incident lasts; undefined leaves it to the next route, none when no route says. */
  readonly remindMs: number | "never" | undefined;
}

/** A contact's own interest: told of these sites beside whatever the route says. */
export interface Subscription {
  readonly match: SiteMatch;
  readonly told: Told;
}

/** How messages are grouped and bounded, in milliseconds. */
export interface Pace {
  /** From the first event of a group to its message. */
  readonly groupWaitMs: number;
  /** From one message of a group to its next. */
  readonly groupIntervalMs: number;
  /** Messages to one recipient within a time at most; what is more waits and goes together. Undefined for no limit. */
  readonly limit: { readonly messages: number; readonly withinMs: number } | undefined;
}

/** When a check counts as flapping: so many changes between ok and not ok within so long. */
export interface FlappingRule {
  readonly changes: number;
  readonly withinMs: number;
}

/** Everything about telling people. */
export interface NotificationSettings {
  readonly mail: MailServer | undefined;
  /** Of messages to whoever names no other, and of pages for browsers that name none of ours. */
  readonly language: Language;
  /** The IANA zone that instants in messages and on pages are written in. */
  readonly timeZone: string;
  /** Everybody there is, by id. */
  readonly recipients: ReadonlyMap<string, Recipient>;
  /**
   * The first that matches a site and says something of an occasion decides; the last matches every site and says all.
   * Those of websites come before the others.
   */
  readonly routes: readonly Route[];
  readonly subscriptions: readonly Subscription[];
  readonly pace: Pace;
  readonly flapping: FlappingRule;
  readonly silences: readonly PlannedSilence[];
  /** Called while a canary goes all the way through; undefined for no such call. */
  readonly heartbeat: { readonly recipient: string; readonly everyMs: number } | undefined;
}
