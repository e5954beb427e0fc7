import type { Config } from "../config/config.ts";

/** Sections of the configuration that are set and that this version does not act on: whoever wrote them expects something. */
export function notActedOn(config: { readonly server: Pick<Config["server"], "ldap"> }): string[] {
  return config.server.ldap === undefined ? [] : ["ldap"];
}
