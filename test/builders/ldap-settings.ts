import type { LdapSettings } from "../../src/config/login-providers.ts";

/** Users below `ou=people,dc=example,dc=org` by their uid, whom anybody may look for, but for what is overridden. */
export function ldapSettings(overrides: Partial<LdapSettings> = {}): LdapSettings {
  return {
    uri: "ldap://127.0.0.1:389",
    userTree: "ou=people,dc=example,dc=org",
    bind: undefined,
    userAttribute: "uid",
    userFilter: undefined,
    startTls: false,
    caPem: undefined,
    administrators: ["ada"],
    defaultRole: "reader",
    ...overrides,
  };
}
