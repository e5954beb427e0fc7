import type { Report } from "../kinds/kind.ts";
import type { MailServer, NotificationSettings, Pace, Route } from "../notifications.ts";
import type { Site } from "../site.ts";
import type { TellingWords } from "../words/alert-words.ts";
import type { MailWords } from "../words/channel-words.ts";
import type { ContactWords } from "../words/contact-words.ts";
import type { GeneralWords } from "../words/general-words.ts";
import type { NotificationWords } from "../words/notification-words.ts";
import type { RouteWords } from "../words/route-words.ts";
import type { SilenceWords } from "../words/silence-words.ts";
import type { ProfileWords } from "../words/website-words.ts";
import { oneOfBoth } from "./addresses.ts";
import { createAlertReader, generalTold, type ReadAlerts, routeOf } from "./alerts.ts";
import { translateSubscriptions } from "./contacts.ts";
import { type Directory, translateDirectory } from "./directory.ts";
import { translateSilences } from "./silences.ts";

/** Everything that all files say about telling people. */
export interface ToldWords {
  readonly general: GeneralWords;
  readonly notifications: NotificationWords;
  readonly contacts: ReadonlyMap<string, ContactWords>;
  readonly profiles: ReadonlyMap<string, ProfileWords>;
  readonly routes: readonly RouteWords[];
  readonly silences: readonly SilenceWords[];
  readonly sites: readonly Site[];
  /** What websites say of who is told, by domain, the weightiest first. */
  readonly telling: ReadonlyMap<string, readonly TellingWords[]>;
  readonly timeZone: string;
}

/** Who is told of what, how, and when not. */
export function translateNotifications(words: ToldWords, report: Report): NotificationSettings {
  const { general, notifications, contacts, timeZone } = words;
  const heartbeat = heartbeatOf(words, report);
  const directory = translateDirectory({ general, contacts, heartbeat: heartbeat?.url }, report);
  return {
    mail: general.mail && translateMail(general.mail, report),
    language: general.language,
    timeZone,
    recipients: directory.recipients,
    routes: translateRoutes(words, directory, report),
    subscriptions: translateSubscriptions(contacts, directory, report),
    pace: paceOf(notifications),
    flapping: { changes: notifications.flapping.changes, withinMs: notifications.flapping.within },
    silences: translateSilences(words.silences, timeZone, report),
    heartbeat: heartbeat && { recipient: "heartbeat", everyMs: heartbeat.every },
  };
}

/** Those of websites, then those of `routes`, then that of `general`. */
function translateRoutes(words: ToldWords, directory: Directory, report: Report): readonly Route[] {
  const { general, notifications, routes, telling } = words;
  const readAlerts = createAlertReader(directory, report);
  readUnused(words.profiles, readAlerts);
  for (const { alerts, remind_every, place } of routes) {
    if (alerts === undefined && remind_every === undefined)
      report.warning(place, "this route says neither alerts nor remind_every: it changes nothing");
  }
  return [
    ...[...telling].map(([domain, entries]) => routeOf({ domain }, entries, readAlerts)),
    ...routes.map((route) => routeOf(route.match, [route], readAlerts)),
    { match: {}, told: generalTold(general.alerts, directory, readAlerts), remindMs: notifications.remind_every },
  ];
}

/** A mistake in a profile that no website has yet is a mistake too. */
function readUnused(profiles: ToldWords["profiles"], readAlerts: ReadAlerts): void {
  for (const profile of profiles.values()) routeOf({}, [profile], readAlerts);
}

function translateMail(mail: MailWords, report: Report): MailServer {
  const { auth } = mail;
  if (mail.ssl && mail.starttls) report.problem(mail.place, "ssl and starttls are both true: choose one");
  const password =
    auth && oneOfBoth(auth.password ?? auth.password_file, { key: "password", place: auth.place, report });
  return {
    from: mail.mailfrom,
    host: mail.host,
    port: mail.port,
    security: mail.ssl ? "tls" : mail.starttls ? "starttls" : "none",
    login: auth && password && { user: auth.login, password },
  };
}

function paceOf({ group_wait, group_interval, limit }: NotificationWords): Pace {
  return {
    groupWaitMs: group_wait,
    groupIntervalMs: group_interval,
    limit: limit === "none" ? undefined : { messages: limit.messages, withinMs: limit.within },
  };
}

function heartbeatOf({ notifications, sites }: ToldWords, report: Report) {
  const { heartbeat } = notifications;
  if (heartbeat === undefined) return undefined;
  const { place, every } = heartbeat;
  const url = oneOfBoth(heartbeat.url ?? heartbeat.url_file, { key: "url", place, report });
  if (!sites.some((site) => site.canary)) {
    report.problem(place, "the heartbeat follows a canary: write canary: true at a website that is surely up");
  }
  return url && { url, every };
}
