import type { Severity } from "../base/severity.ts";
import type { ProbeSettings } from "./probe-settings.ts";
import type { Secret } from "./secret.ts";
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
}

/** A directory whose users may log in. */
export interface LdapSettings {
  readonly uri: string;
  readonly userTree: string;
  readonly bindDn: string | undefined;
  readonly bindPassword: Secret | undefined;
  readonly userAttribute: string;
  readonly userFilter: string | undefined;
}

/** How messages are sent: a log line, mail, Gotify, or a group of Apprise URLs. */
export type Channel =
  | { readonly kind: "local" }
  | { readonly kind: "mail" }
  | { readonly kind: "gotify" }
  | { readonly kind: "apprise"; readonly group: string };

/** What happened that channels are told of. */
export type AlertOccasion = Severity | "noAgent";

/** The mail server and who gets mail. */
export interface MailSettings {
  readonly from: string;
  readonly host: string;
  readonly port: number;
  readonly security: "none" | "tls" | "starttls";
  readonly login: { readonly user: string; readonly password: Secret } | undefined;
  readonly addresses: readonly string[];
}

/** One Gotify server; every token gets every message. */
export interface GotifySettings {
  readonly url: string;
  readonly tokens: readonly Secret[];
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
  /** Tokens that may write through the API; empty when the file has none. */
  readonly apiTokens: readonly Secret[];
  readonly alerts: Readonly<Record<AlertOccasion, readonly Channel[]>>;
  readonly mail: MailSettings | undefined;
  readonly gotify: readonly GotifySettings[];
  /** Apprise URLs by the name of their group. */
  readonly apprise: Readonly<Record<string, readonly Secret[]>>;
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
