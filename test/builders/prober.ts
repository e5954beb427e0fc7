import { systemClock } from "../../src/base/clock.ts";
import type { Answer, Failure, Observation } from "../../src/checks/observation.ts";
import type { ProbeSettings } from "../../src/config/probe-settings.ts";
import { createProber, type ProbeRequest, type Prober, type ProberDeps } from "../../src/probe/prober.ts";

/** Settings that allow what a test's farms listen on. */
export function someProbeSettings(overrides: Partial<ProbeSettings> = {}): ProbeSettings {
  return {
    userAgentSuffix: "",
    bodyBytesMax: 262_144,
    allowNetworks: ["loopback"],
    perAddressMax: 100,
    resolve: {},
    canaries: [],
    ...overrides,
  };
}

/** A prober on the system's clock; `settings` are merged over those of a test. */
export function aProber(
  overrides: Partial<Omit<ProberDeps, "settings">> & { readonly settings?: Partial<ProbeSettings> } = {},
): Prober {
  const { settings, ...deps } = overrides;
  return createProber({
    clock: systemClock,
    limits: { total: 200 },
    version: "0.1.0",
    ...deps,
    settings: someProbeSettings(settings),
  });
}

/** What a busy machine never takes for an answer: for probes that are not about time. */
const patientMs = 60_000;

/** A plain GET that has time. */
export function aProbeRequest(overrides: Partial<ProbeRequest> = {}): ProbeRequest {
  return {
    url: "http://site1.farm.test/",
    method: "GET",
    family: "any",
    headers: {},
    timeoutMs: patientMs,
    redirectsMax: 0,
    bodyBytesMax: 262_144,
    ...overrides,
  };
}

/** A signal that never aborts. */
export const never: AbortSignal = new AbortController().signal;

/** The observation as an answer; fails the test with what it is instead. */
export function answerOf(seen: Observation): Answer {
  if (seen.kind !== "answer") throw new Error(`no answer but ${seen.reason}: ${seen.message}`);
  return seen;
}

/** The observation as a failure of the target; fails the test with what it is instead. */
export function failureOf(seen: Observation): Failure {
  if (seen.kind !== "failure") throw new Error(`no failure but ${JSON.stringify(seen).slice(0, 300)}`);
  return seen;
}
