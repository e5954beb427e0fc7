import type { ServerSettings } from "../../src/config/config.ts";

/** Settings of a server whose pages anybody may read, but for what is overridden. */
export function serverSettings(overrides: Partial<ServerSettings> = {}): ServerSettings {
  return {
    environment: "test",
    listenHost: undefined,
    listenPort: undefined,
    publicUrl: undefined,
    rootPath: "",
    stateDirectory: undefined,
    cookieSecret: undefined,
    sessionMs: 7 * 86_400_000,
    rememberMeMs: undefined,
    unauthenticatedAccess: "all",
    ldap: undefined,
    openid: undefined,
    trustedProxy: undefined,
    ...overrides,
  };
}
