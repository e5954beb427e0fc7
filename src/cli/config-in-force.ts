import type { Secret } from "../base/secrets/secret.ts";
import type { RunningConfig } from "../config/running.ts";
import { type BearerCheck, createBearerCheck } from "../server/auth/bearer.ts";

/** The configuration that this process goes by; a reload puts another in its place. */
export interface ConfigInForce {
  current(): RunningConfig;
  replace(config: RunningConfig): void;
}

/** Begins with the configuration that was applied at the start. */
export function holdConfig(first: RunningConfig): ConfigInForce {
  let config = first;
  return {
    current: () => config,
    replace(next) {
      config = next;
    },
  };
}

/** Tells whether a request shows one of the secrets that are in force when it comes. */
export function followSecrets(
  inForce: ConfigInForce,
  secretsOf: (config: RunningConfig) => readonly Secret[],
): BearerCheck {
  let seen: RunningConfig | undefined;
  let check: BearerCheck = () => false;
  return (authorization) => {
    const config = inForce.current();
    if (config !== seen) {
      check = createBearerCheck(secretsOf(config).map((secret) => secret.reveal()));
      seen = config;
    }
    return check(authorization);
  };
}
