import type { Site, Target } from "../../src/config/site.ts";
import { aCheck } from "./check.ts";

/** A target of one check. */
export function aTarget(overrides: Partial<Target> = {}): Target {
  const url = overrides.url ?? "https://example.org/";
  return {
    key: `${url} GET any`,
    url,
    method: "GET",
    family: "any",
    headers: {},
    timeoutMs: 10_000,
    redirectsMax: 0,
    intervalMs: 60_000,
    retryBeforeNotification: 0,
    checks: [aCheck({ kind: "status-is", status: 200 })],
    definedAt: "argos.yaml:3",
    ...overrides,
  };
}

type ScheduleWords = "intervalMs" | "recheckDelayMs" | "retryBeforeNotification" | "checks";

/** A site with one target, whose schedule may be given. */
export function aSite(overrides: Partial<Site> & Pick<Partial<Target>, ScheduleWords> = {}): Site {
  const {
    domain = "https://example.org",
    intervalMs,
    recheckDelayMs,
    retryBeforeNotification,
    checks,
    ...rest
  } = overrides;
  const target = aTarget({
    url: `${domain}/`,
    ...(intervalMs === undefined ? {} : { intervalMs }),
    ...(recheckDelayMs === undefined ? {} : { recheckDelayMs }),
    ...(retryBeforeNotification === undefined ? {} : { retryBeforeNotification }),
    ...(checks === undefined ? {} : { checks }),
  });
  return { domain, labels: {}, canary: false, definedAt: "argos.yaml:2", targets: [target], ...rest };
}
