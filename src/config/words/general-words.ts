import { mapOf } from "../kinds/collection-kinds.ts";
import { checked, type Kind, placed, scalarOf, shown } from "../kinds/kind.ts";
import { boolean, integer, oneOf, text } from "../kinds/scalar-kinds.ts";
import { defaulted, optional, type Section, section, subsection } from "../kinds/section.ts";
import { filledText, secret, secretFile, webUrl } from "../kinds/text-kinds.ts";
import { timeZone } from "../kinds/time-kinds.ts";
import { languages } from "../notifications.ts";
import { generalAlerts } from "./alert-words.ts";
import { appriseUrls, gotifyServers, mail, ntfyTopics, webhooks } from "./channel-words.ts";
import { databaseUrl, databaseUrlFile } from "./database-url.ts";
import { frequency, longTime, recheckDelay, timeout } from "./limits.ts";
import { ldap, openid, trustedProxy } from "./login-words.ts";
import { followRedirects } from "./website-words.ts";

const database = section({
  url: optional(databaseUrl, "postgresql://… of an existing database; without it Argos runs its own."),
  url_file: optional(databaseUrlFile, "A file that holds the URL."),
  pool_size: defaulted(integer({ min: 1, max: 1000 }), 10, {
    written: "10",
    doc: "Connections each server keeps to the database.",
  }),
  max_overflow: defaulted(integer({ min: 0, max: 1000 }), 20, {
    written: "20",
    doc: "Connections beyond pool_size when all are busy.",
  }),
});

/** Where the server listens. */
export interface ListenWords {
  readonly host?: string;
  readonly port?: number;
}

const listen: Kind<ListenWords> = {
  words: "host:port, host, or port",
  schema: { type: ["string", "integer"], examples: ["127.0.0.1:8000", "[::]:8000", "8000"] },
  parse(node, report) {
    const written = scalarOf(node, "host:port", report)?.text;
    if (written === undefined) return undefined;
    const bare = /^\d+$/.test(written) ? `:${written}` : written;
    const [, ipv6, name, digits] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s/]*))(?::(\d+))?$/.exec(bare) ?? [];
    const host = ipv6 ?? name;
    const number = digits === undefined ? undefined : Number(digits);
    if (host === undefined || (number ?? 0) > 65535) {
      report.problem(node, `${shown(node)} is not an address to listen at: write 127.0.0.1:8000 or [::1]:8000`);
      return undefined;
    }
    return { ...(host && { host }), ...(number !== undefined && { port: number }) };
  },
};

const rootPath = checked(text, (value, written) =>
  value === "" || /^\/[\w/.~-]*$/.test(value) ? undefined : `${written()} is not a path such as /argos`,
);

/** The section `general`. */
export const general = section({
  db: subsection(database, "The database."),
  state_directory: optional(filledText, "Where the embedded database and other state are kept."),
  env: defaulted(oneOf(["dev", "test", "production"]), "production", {
    written: "production",
    doc: "What kind of installation this is.",
  }),
  listen: optional(listen, "Where the server listens: host:port, host or port."),
  public_url: optional(webUrl, "The address people reach Argos at, for links in messages and for openid."),
  root_path: defaulted(rootPath, "", { written: "nothing", doc: "The folder that a proxy serves Argos under." }),
  cookie_secret: optional(
    secret,
    "Read so that files of the original load; of no use, since sessions are kept in the database.",
  ),
  cookie_secret_file: optional(secretFile, "A file that holds it."),
  session_duration: defaulted(longTime, 7 * 86_400_000, {
    written: "7d",
    doc: "How long a login lasts; half as long where it is not used.",
  }),
  remember_me_duration: optional(longTime, 'How long it lasts with "Remember me", which is offered when this is set.'),
  unauthenticated_access: optional(
    oneOf(["dashboard", "all"]),
    "What is public without a login: the summary, or all that only shows; nothing when absent.",
  ),
  ldap: optional(ldap, "Users of an LDAP directory."),
  openid: optional(openid, "Users whom an OpenID Connect provider knows; needs public_url."),
  trusted_proxy: optional(trustedProxy, "Proxies before Argos whose headers are believed; those of others are not."),
  frequency: defaulted(frequency, 300_000, { written: "5m", doc: "How often each target is checked." }),
  recheck_delay: optional(recheckDelay, "How soon to check once more after a result that is not ok."),
  retry_before_notification: defaulted(integer({ min: 0, max: 1000 }), 0, {
    written: "0",
    doc: "Failures to see beyond the first before anyone is told; the first is looked at again in any case.",
  }),
  ipv4: optional(boolean, "Probe over IPv4; with neither ipv4 nor ipv6, one probe over whichever works."),
  ipv6: optional(boolean, "Probe over IPv6."),
  timeout: optional(timeout, "How long one exchange may take; otherwise 30 s, or the frequency where that is shorter."),
  follow_redirects: defaulted(followRedirects, 0, {
    written: "false",
    doc: "How many redirects to follow before the answer is judged.",
  }),
  language: defaulted(oneOf(languages), "en", {
    written: "en",
    doc: "Of messages, and of pages for browsers that ask for none of ours.",
  }),
  time_zone: optional(timeZone, "Of the times on pages, in messages and silences; otherwise the system's."),
  alerts: subsection(
    generalAlerts,
    "Who is told: local, mail, gotify, ntfy, webhook, apprise:<group>, contact:<name>. Default: all but contacts; when a list stands here, one left out is [local].",
  ),
  mail: optional(mail, "How mail is sent, and to whom."),
  gotify: optional(gotifyServers, "Gotify servers."),
  ntfy: optional(ntfyTopics, "ntfy topics."),
  webhooks: optional(webhooks, "URLs that messages are posted to as JSON; the word in alerts is webhook."),
  apprise: optional(placed(mapOf(appriseUrls)), "Groups of Apprise URLs, by name."),
  apprise_api: optional(webUrl, "The Apprise API server that sends to them; without it nothing is sent to Apprise."),
});

export type GeneralWords = Section<typeof general.fields>;
export type DatabaseWords = Section<typeof database.fields>;
