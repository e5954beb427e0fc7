import type { Config, GotifySettings, LdapSettings, MailSettings, Retention, ServerSettings } from "../config.ts";
import type { Report } from "../kinds/kind.ts";
import type { ProbeSettings } from "../probe-settings.ts";
import type { MainWords } from "../words/file-words.ts";
import type { GeneralWords, GotifyWords, LdapWords, MailWords } from "../words/general-words.ts";
import { translateAlerts } from "./alerts.ts";

/** What a configuration says beside its sites. */
export type Settings = Omit<Config, "sites" | "files" | "variables">;

const defaultResultsMs = 7 * 86_400_000;

/** The settings in our words, with the rules that look at several keys. */
export function translateSettings(words: MainWords, report: Report): Settings {
  const { general, service, recurring_tasks: tasks } = words;
  const mail = general.mail && translateMail(general.mail, report);
  const gotify = (general.gotify ?? []).map((one) => translateGotify(one, report));
  const apprise = general.apprise ?? {};
  return {
    database: {
      url: general.db.url ?? general.db.url_file,
      poolSize: general.db.pool_size,
      poolOverflow: general.db.max_overflow,
    },
    server: translateServer(general, report),
    agentSecrets: service.secrets ?? service.secrets_file ?? [],
    apiTokens: [],
    alerts: translateAlerts(general.alerts, { mail, gotify, apprise, report }),
    mail,
    gotify,
    apprise,
    leaseMaxMs: tasks.max_lock_seconds * 1000,
    agentSilenceMs: tasks.time_without_agent * 60_000,
    retention: translateRetention(words, report),
    probe: translateProbe(words.probe),
  };
}

function translateServer(general: GeneralWords, report: Report): ServerSettings {
  const cookieSecret = general.cookie_secret ?? general.cookie_secret_file;
  if (cookieSecret?.reveal() === "foo_bar_baz") {
    report.warning(general.place, "cookie_secret is still the one of the original's example: choose your own");
  }
  return {
    environment: general.env,
    listenHost: general.listen?.host,
    listenPort: general.listen?.port,
    publicUrl: general.public_url?.href.replace(/\/+$/, ""),
    rootPath: general.root_path.replace(/\/+$/, ""),
    stateDirectory: general.state_directory,
    cookieSecret,
    sessionMs: general.session_duration,
    rememberMeMs: general.remember_me_duration,
    unauthenticatedAccess: general.unauthenticated_access ?? "none",
    ldap: general.ldap && translateLdap(general.ldap),
  };
}

function translateLdap(ldap: LdapWords): LdapSettings {
  return {
    uri: ldap.uri,
    userTree: ldap.user_tree,
    bindDn: ldap.bind_dn,
    bindPassword: ldap.bind_pwd ?? ldap.bind_pwd_file,
    userAttribute: ldap.user_attr,
    userFilter: ldap.user_filter,
  };
}

function translateMail(mail: MailWords, report: Report): MailSettings {
  if (mail.ssl && mail.starttls) report.problem(mail.place, "ssl and starttls are both true: choose one");
  const password = mail.auth && (mail.auth.password ?? mail.auth.password_file);
  if (mail.auth && !password) report.problem(mail.auth.place, '"password" is missing here (or "password_file")');
  return {
    from: mail.mailfrom,
    host: mail.host,
    port: mail.port,
    security: mail.ssl ? "tls" : mail.starttls ? "starttls" : "none",
    login: mail.auth && password && { user: mail.auth.login, password },
    addresses: mail.addresses,
  };
}

function translateGotify(gotify: GotifyWords, report: Report): GotifySettings {
  const tokens = gotify.tokens ?? gotify.tokens_file;
  if (tokens === undefined) report.problem(gotify.place, '"tokens" is missing here (or "tokens_file")');
  return { url: gotify.url.href, tokens: tokens ?? [] };
}

function translateRetention(words: MainWords, report: Report): Retention {
  const own = words.retention.results;
  const original = words.recurring_tasks.max_results_age;
  if (own !== undefined && original !== undefined) {
    report.problem(original.place, "retention.results and recurring_tasks.max_results_age say the same: keep one");
  }
  return {
    resultsMs: (own ?? original)?.value ?? defaultResultsMs,
    hourlyMs: words.retention.hourly,
    dailyMs: words.retention.daily,
    incidentsMs: words.retention.incidents,
  };
}

function translateProbe(probe: MainWords["probe"]): ProbeSettings {
  return {
    userAgentSuffix: probe.user_agent,
    bodyBytesMax: probe.max_body,
    allowNetworks: [...new Set(probe.allow_networks)],
    perAddressMax: probe.per_address,
    resolve: probe.resolve ?? {},
    ...(probe.ca_file !== undefined && { caPem: probe.ca_file }),
  };
}
