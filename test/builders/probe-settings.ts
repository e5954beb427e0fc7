import type { ProbeSettings } from "../../src/config/probe-settings.ts";

/** Settings that let loopback be probed. */
export function probeSettings(overrides: Partial<ProbeSettings> = {}): ProbeSettings {
  return {
    userAgentSuffix: "",
    bodyBytesMax: 1_048_576,
    allowNetworks: ["loopback", "private"],
    perAddressMax: 16,
    resolve: {},
    canaries: [],
    ...overrides,
  };
}
