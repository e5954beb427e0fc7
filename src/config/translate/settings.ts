import type { Config, Retention, ServerSettings } from "../config.ts";
import type { Report } from "../kinds/kind.ts";
import type { ProbeSettings } from "../probe-settings.ts";
import type { MainWords } from "../words/file-words.ts";
import type { GeneralWords } from "../words/general-words.ts";
import { translateLoginProviders } from "./login-providers.ts";

/** What a configuration says beside its sites and who is told of them. */
export type Settings = Omit<
  Config,
  "sites" | "notifications" | "statusPages" | "siteMetrics" | "probe" | "files" | "variables"
> & {
  readonly probe: Omit<ProbeSettings, "canaries">;
};

const defaultResultsMs = 7 * 86_400_000;

/** The settings in our words, with the rules that look at several keys. */
export function translateSettings(words: MainWords, report: Report): Settings {
  const { general, service, recurring_tasks: tasks } = words;
  return {
    database: {
      url: general.db.url ?? general.db.url_file,
      poolSize: general.db.pool_size,
      poolOverflow: general.db.max_overflow,
    },
    server: translateServer(general, report),
    agentSecrets: service.secrets ?? service.secrets_file ?? [],
    apiTokens: service.api_tokens ?? service.api_tokens_file ?? [],
    leaseMaxMs: tasks.max_lock_seconds * 1000,
    agentSilenceMs: tasks.time_without_agent * 60_000,
    retention: translateRetention(words, report),
    probe: translateProbe(words.probe),
  };
}

function translateServer(general: GeneralWords, report: Report): ServerSettings {
  const cookieSecret = general.cookie_secret ?? general.cookie_secret_file;
  if (cookieSecret?.reveal() === "foo_bar_baz") {
    report.warning(
      general.place,
      "cookie_secret is the one of the original's example: leave it out, since Argos has no use for it",
    );
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
    ...translateLoginProviders(general, report),
  };
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

function translateProbe(probe: MainWords["probe"]): Settings["probe"] {
  return {
    userAgentSuffix: probe.user_agent,
    bodyBytesMax: probe.max_body,
    allowNetworks: [...new Set(probe.allow_networks)],
    families: probe.families,
    perAddressMax: probe.per_address,
    resolve: probe.resolve ?? {},
    ...(probe.ca_file !== undefined && { caPem: probe.ca_file }),
  };
}
