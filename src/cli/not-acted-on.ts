import type { Config } from "../config/config.ts";

/** Sections of the configuration that are set and that this version does not act on: whoever wrote them expects something. */
export function notActedOn(
  config: Pick<Config, "mail" | "gotify" | "apprise"> & { readonly server: Pick<Config["server"], "ldap"> },
): string[] {
  const waiting = {
    mail: config.mail !== undefined,
    gotify: config.gotify.length > 0,
    apprise: Object.keys(config.apprise).length > 0,
    ldap: config.server.ldap !== undefined,
  };
  return Object.entries(waiting).flatMap(([section, isSet]) => (isSet ? [section] : []));
}
