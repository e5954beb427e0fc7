import type { ServerSettings } from "../config.ts";
import type { Report } from "../kinds/kind.ts";
import type { LdapSettings, OpenIdSettings, ProviderRole, RoleRule, TrustedProxySettings } from "../login-providers.ts";
import type { GeneralWords } from "../words/general-words.ts";
import type { LdapWords, OpenIdWords, TrustedProxyWords } from "../words/login-words.ts";
import { isLoopbackHost } from "../words/loopback-host.ts";
import { type MapNode, says } from "../yaml/node.ts";

/** Whoever beside Argos itself says who somebody is. */
type LoginProviders = Pick<ServerSettings, "ldap" | "openid" | "trustedProxy">;

/** The login providers in our words, with the rules that look at several keys. */
export function translateLoginProviders(general: GeneralWords, report: Report): LoginProviders {
  const { ldap, openid, trusted_proxy: proxy } = general;
  if (openid !== undefined && !says(general.place, "public_url"))
    report.problem(openid.place, '"openid" needs general.public_url: the provider sends people back there');
  return {
    ldap: ldap && translateLdap(ldap, report),
    openid: openid && translateOpenId(openid, report),
    trustedProxy: proxy && translateProxy(proxy, report),
  };
}

function translateLdap(ldap: LdapWords, report: Report): LdapSettings {
  warnOfPlainText(ldap, report);
  const byDefault = ldap.administrators === undefined ? "administrator" : "reader";
  return {
    uri: ldap.uri.value,
    userTree: ldap.user_tree,
    bind: translateBind(ldap, report),
    userAttribute: ldap.user_attr,
    userFilter: ldap.user_filter,
    startTls: ldap.starttls,
    caPem: ldap.ca_file,
    ...roleRule(ldap, byDefault, report),
  };
}

function warnOfPlainText({ uri, starttls }: LdapWords, report: Report): void {
  const isPlain = uri.value.startsWith("ldap://");
  if (starttls && !isPlain) report.problem(uri.place, "starttls is for ldap:// alone: keep one of the two");
  if (starttls || !isPlain || isLoopbackHost(URL.parse(uri.value)?.hostname ?? "")) return;
  report.warning(uri.place, "passwords cross the network in clear: write ldaps://, or starttls: true");
}

/** Without its password a name proves nothing, and a directory takes it for nobody (RFC 4513 section 5.1.2). */
function translateBind(ldap: LdapWords, report: Report): LdapSettings["bind"] {
  const password = ldap.bind_pwd ?? ldap.bind_pwd_file;
  if (ldap.bind_dn !== undefined && password !== undefined) return { dn: ldap.bind_dn, password };
  if (ldap.bind_dn !== undefined) report.warning(ldap.place, "bind_dn has no bind_pwd: nobody in particular searches");
  if (password !== undefined) report.warning(ldap.place, "bind_pwd has no bind_dn: nobody in particular searches");
  return undefined;
}

function translateOpenId(openid: OpenIdWords, report: Report): OpenIdSettings {
  return {
    issuer: openid.issuer.href,
    clientId: openid.client_id,
    clientSecret: openid.client_secret ?? openid.client_secret_file,
    name: openid.name,
    userClaims: openid.user_claim === undefined ? ["preferred_username", "email"] : [openid.user_claim],
    scopes: [...new Set(["openid", ...openid.scopes])],
    caPem: openid.ca_file,
    ...roleRule(openid, "reader", report),
  };
}

function translateProxy(proxy: TrustedProxyWords, report: Report): TrustedProxySettings {
  const useless = ["administrators", "default_role"].filter((key) => says(proxy.place, key));
  if (proxy.user_header === undefined && !says(proxy.place, "user_header") && useless.length > 0)
    report.problem(proxy.place, `"${useless[0]}" is about people, and without "user_header" the proxy names none`);
  return {
    addresses: [...new Set(proxy.addresses)],
    userHeader: proxy.user_header?.toLowerCase(),
    ...roleRule(proxy, "reader", report),
  };
}

interface RoleWords {
  readonly administrators: readonly string[] | undefined;
  readonly default_role: ProviderRole | undefined;
  readonly place: MapNode;
}

function roleRule(words: RoleWords, byDefault: ProviderRole, report: Report): RoleRule {
  const defaultRole = words.default_role ?? byDefault;
  const administrators = words.administrators ?? [];
  if (administrators.length > 0 && defaultRole === "administrator")
    report.warning(words.place, "everybody is an administrator, whoever stands in administrators");
  return { administrators, defaultRole };
}
