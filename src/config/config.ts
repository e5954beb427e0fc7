import type { Secret } from "../base/secrets/secret.ts";
import type { LdapSettings, OpenIdSettings, TrustedProxySettings } from "./login-providers.ts";
import type { NotificationSettings } from "./notifications.ts";
import type { ProbeSettings } from "./probe-settings.ts";
import type { SiteMetrics, StatusPage } from "./published.ts";
import type { Site } from "./site.ts";

/** Where the results live. */
export interface DatabaseSettings {
  /** Undefined: Argos runs its own. */
  readonly url: Secret | undefined;
  readonly poolSize: number;
  readonly poolOverflow: number;
}

/** What the server's own pages and API need. */
export interface ServerSettings {
  readonly environment: "dev" | "test" | "production";
  readonly listenHost: string | undefined;
  readonly listenPort: number | undefined;
  /** Absolute, without a trailing slash. */
  readonly publicUrl: string | undefined;
  /** Empty, or a path with a slash before and none after: `/argos`. */
  readonly rootPath: string;
  readonly stateDirectory: string | undefined;
  readonly cookieSecret: Secret | undefined;
  readonly sessionMs: number;
  /** Undefined: "Remember me" is not offered. */
  readonly rememberMeMs: number | undefined;
  /** Which pages are public. */
  readonly unauthenticatedAccess: "none" | "dashboard" | "all";
  readonly ldap: LdapSettings | undefined;
  readonly openid: OpenIdSettings | undefined;
  readonly trustedProxy: TrustedProxySettings | undefined;
}

/** How long things are kept, in milliseconds. */
export interface Retention {
  readonly resultsMs: number;
  readonly hourlyMs: number;
  readonly dailyMs: number;
  readonly incidentsMs: number;
}

/** A whole configuration, validated and in Argos' own words. */
export interface Config {
  readonly database: DatabaseSettings;
  readonly server: ServerSettings;
  /** Tokens that agents may show; empty when the file has none. */
  readonly agentSecrets: readonly Secret[];
  /** Tokens that may write through the API. */
  readonly apiTokens: readonly Secret[];
  readonly notifications: NotificationSettings;
  readonly statusPages: readonly StatusPage[];
  /** Undefined where no site has series of its own. */
  readonly siteMetrics: SiteMetrics | undefined;
  /** An agent's unfinished work goes to another after this. */
  readonly leaseMaxMs: number;
  /** Without any agent for this long, `noAgent` is told. */
  readonly agentSilenceMs: number;
  readonly retention: Retention;
  readonly probe: ProbeSettings;
  readonly sites: readonly Site[];
  /** Every file that was read, the main one first. */
  readonly files: readonly string[];
  /** Values of variables that were put in, so that nothing shows them. */
  readonly variables: readonly { readonly name: string; readonly value: Secret }[];
}
