import type { ActiveSilence } from "../../src/checks/silence.ts";
import type { Window } from "../../src/config/silence.ts";

const minute = 60_000;

/** A silence of every site from 0 to 1000 ms. */
export function aSilence(overrides: Partial<ActiveSilence> = {}): ActiveSilence {
  return { match: {}, window: { kind: "once", fromMs: 0, untilMs: 1000 }, ...overrides };
}

/** A silence of every site between two instants, in milliseconds. */
export function aSilenceBetween(
  fromMs: number,
  untilMs: number,
  overrides: Partial<ActiveSilence> = {},
): ActiveSilence {
  return aSilence({ window: { kind: "once", fromMs, untilMs }, ...overrides });
}

/** A window that comes again. */
export function aCronWindow(pattern: string, timeZone: string, forMinutes: number): Window {
  return { kind: "cron", pattern, timeZone, forMs: forMinutes * minute };
}
