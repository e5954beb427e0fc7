import { Secret } from "../../src/base/secrets/secret.ts";
import type { OpenIdSettings } from "../../src/config/login-providers.ts";

/** Argos at a provider named Keycloak, but for what is overridden. */
export function openidSettings(overrides: Partial<OpenIdSettings> = {}): OpenIdSettings {
  return {
    issuer: "http://127.0.0.1:1/",
    clientId: "argos",
    clientSecret: new Secret("argos-secret"),
    name: "Keycloak",
    userClaims: ["preferred_username", "email"],
    scopes: ["openid", "profile", "email"],
    caPem: undefined,
    administrators: ["ada"],
    defaultRole: "reader",
    ...overrides,
  };
}
