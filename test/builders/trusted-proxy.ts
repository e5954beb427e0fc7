import type { TrustedProxySettings } from "../../src/config/login-providers.ts";

/** A proxy on the loopback that says who is logged in by `remote-user`, but for what is overridden. */
export function trustedProxy(overrides: Partial<TrustedProxySettings> = {}): TrustedProxySettings {
  return {
    addresses: ["127.0.0.1"],
    userHeader: "remote-user",
    administrators: ["ada"],
    defaultRole: "reader",
    ...overrides,
  };
}
