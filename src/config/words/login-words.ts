import { isIP } from "node:net";
import { FilterParser } from "ldapts";
import { certificatesFile } from "../kinds/certificates-file.ts";
import { list } from "../kinds/collection-kinds.ts";
import { checked, placed } from "../kinds/kind.ts";
import { boolean, oneOf, text } from "../kinds/scalar-kinds.ts";
import { defaulted, optional, required, type Section, section } from "../kinds/section.ts";
import { filledText, secret, secretFile, webUrl } from "../kinds/text-kinds.ts";
import { providerRoles } from "../login-providers.ts";
import { isLoopbackHost } from "./loopback-host.ts";

const role = oneOf(providerRoles);
const administrators = optional(list(filledText), "Names of those who are administrators, spelt exactly so.");
const caFile = optional(certificatesFile, "PEM certificates trusted beside the system's.");

const ldapUri = checked(text, (uri, written) => {
  if (/^ldapi:\/\/%2f\S+$/i.test(uri)) return undefined;
  const url = /^ldaps?:\/\//.test(uri) ? URL.parse(uri) : null;
  if (url !== null && url.hostname !== "" && /^\/?$/.test(url.pathname) && url.username === "") return undefined;
  return `${written()} is not an LDAP URI: write ldaps://host or ldaps://host:port`;
});

const attribute = checked(text, (name, written) =>
  /^[a-z][a-z0-9-]{0,99}$/i.test(name) ? undefined : `${written()} is not the name of an attribute`,
);

const filter = checked(text, (written, shown) =>
  isFilter(written) ? undefined : `${shown()} is not a filter such as (objectClass=person)`,
);

/** An LDAP filter (RFC 4515), with `%uid` where a name is put in. */
function isFilter(written: string): boolean {
  if (written.length > 2000 || !written.startsWith("(")) return false;
  try {
    FilterParser.parseString(written.replaceAll("%uid", "x"));
    return true;
  } catch {
    return false;
  }
}

/** `general.ldap`, with the original's keys and a few more. */
export const ldap = section({
  uri: required(placed(ldapUri), "ldaps:// or ldap:// and the host of the directory, or ldapi:// and a socket."),
  user_tree: required(filledText, "The entry below which users are looked for."),
  bind_dn: optional(filledText, "Who to search as."),
  bind_pwd: optional(secret, "The password of bind_dn."),
  bind_pwd_file: optional(secretFile, "A file that holds it."),
  user_attr: required(attribute, "The attribute with the name of the user: uid, mail, sAMAccountName …"),
  user_filter: optional(filter, "A filter that users must match too; %uid in it is the name they log in with."),
  starttls: defaulted(boolean, false, { written: "false", doc: "TLS by STARTTLS, on ldap://." }),
  ca_file: caFile,
  administrators,
  default_role: optional(
    role,
    "What everybody else is. Default: administrator, as in the original; reader where administrators are named.",
  ),
});

const issuer = checked(webUrl, (url, written) => {
  if (url.search !== "" || url.hash !== "" || url.username !== "")
    return `${written()} is not an issuer: it ends with its path`;
  if (url.protocol === "https:" || isLoopbackHost(url.hostname)) return undefined;
  return `${written()} must be https: who listens on the way could log in as anybody`;
});

const scope = checked(text, (value, written) =>
  /^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/.test(value) ? undefined : `${written()} is not a scope`,
);

/** `general.openid`. */
export const openid = section({
  issuer: required(issuer, "The provider's own name for itself, a URL."),
  client_id: required(filledText, "The name of Argos at the provider."),
  client_secret: optional(secret, "Its secret there; without one PKCE alone protects the login."),
  client_secret_file: optional(secretFile, "A file that holds it."),
  name: defaulted(filledText, "OpenID Connect", { written: "OpenID Connect", doc: "What the button names." }),
  user_claim: optional(filledText, "The claim with the name of the user. Default: preferred_username, then email."),
  scopes: defaulted(list(scope, { max: 20 }), ["profile", "email"], {
    written: "[profile, email]",
    doc: "What is asked for beside openid.",
  }),
  ca_file: caFile,
  administrators,
  default_role: defaulted(role, "reader", { written: "reader", doc: "What everybody else is." }),
});

const network = checked(text, (value, written) => {
  const [address = "", bits, ...others] = value.split("/");
  const bitsMax = { 4: 32, 6: 128 }[isIP(address)];
  const isWhole = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (bitsMax ?? 0));
  if (bitsMax === undefined || !isWhole || others.length > 0 || address.includes("%"))
    return `${written()} is neither an IP address nor a network such as 192.0.2.0/24`;
  return Number(bits) === 0 ? `${written()} is everybody: name the proxies` : undefined;
});

/** Headers that mean something else already. */
const otherHeaders = /^(?:authorization|cookie|host|origin|x-forwarded-(?:for|proto|host))$/i;

const headerName = checked(text, (name, written) => {
  if (!/^[!#$%&'*+.^_`|~0-9a-z-]{1,100}$/i.test(name)) return `${written()} is not the name of a header`;
  return otherHeaders.test(name) ? `${written()} cannot be the header with the user` : undefined;
});

/** `general.trusted_proxy`. */
export const trustedProxy = section({
  addresses: required(list(network, { min: 1, max: 1000 }), "Where the proxies ask from: IP addresses or networks."),
  user_header: optional(headerName, "The header in which they say who logged in; they must remove it from others."),
  administrators,
  default_role: optional(role, "What everybody else is. Default: reader."),
});

export type LdapWords = Section<typeof ldap.fields>;
export type OpenIdWords = Section<typeof openid.fields>;
export type TrustedProxyWords = Section<typeof trustedProxy.fields>;
