import type { Duty } from "../../src/server/duties/duty.ts";

/** A duty that does nothing, once an hour. */
export function aDuty(overrides: Partial<Duty> = {}): Duty {
  return { name: "sweep", everySeconds: 3600, run: async () => undefined, ...overrides };
}
