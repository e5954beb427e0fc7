import type { Secret } from "../base/secrets/secret.ts";

/** What people who come by a provider may do: readers see, administrators also act. */
export const providerRoles = ["reader", "administrator"] as const;
export type ProviderRole = (typeof providerRoles)[number];

/** Who of a provider's people may do what. */
export interface RoleRule {
  /** Names of those who are administrators, compared exactly. */
  readonly administrators: readonly string[];
  /** What everybody else is. */
  readonly defaultRole: ProviderRole;
}

/** A directory whose users may log in with their passwords. */
export interface LdapSettings extends RoleRule {
  /** `ldap://`, `ldaps://` or `ldapi://` and the path of a socket. */
  readonly uri: string;
  readonly userTree: string;
  /** Who searches; undefined: nobody in particular. */
  readonly bind: { readonly dn: string; readonly password: Secret } | undefined;
  readonly userAttribute: string;
  /** RFC 4515; `%uid` in it stands for the name that somebody logs in with. */
  readonly userFilter: string | undefined;
  readonly startTls: boolean;
  /** PEM certificates trusted beside the system's. */
  readonly caPem: string | undefined;
}

/** A provider that tells who somebody is by OpenID Connect. */
export interface OpenIdSettings extends RoleRule {
  /** The URL that the provider names itself by. */
  readonly issuer: string;
  readonly clientId: string;
  /** Undefined for a public client, which proves itself by PKCE alone. */
  readonly clientSecret: Secret | undefined;
  /** What the button of the login page names. */
  readonly name: string;
  /** Claims that may hold the name of a user; the first that is there counts. */
  readonly userClaims: readonly string[];
  readonly scopes: readonly string[];
  /** PEM certificates trusted beside the system's. */
  readonly caPem: string | undefined;
}

/** Proxies before Argos whose headers are believed. */
export interface TrustedProxySettings extends RoleRule {
  /** IP addresses and networks in CIDR notation. */
  readonly addresses: readonly string[];
  /** The header with the name of a user whom the proxy knows; undefined: it knows nobody. Lower case. */
  readonly userHeader: string | undefined;
}
