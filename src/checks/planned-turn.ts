import type { Window } from "../config/silence.ts";
import { lastCronStart, nextCronStart } from "./cron-start.ts";

/** One turn of a window, in milliseconds since 1970 UTC: it holds at its start and no longer at its end. */
export interface Turn {
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * The turn of a window that holds at an instant, or else the next that begins within `aheadMs`, at any time unless
 * told; undefined for none.
 */
export function plannedTurn(window: Window, atMs: number, aheadMs = Number.POSITIVE_INFINITY): Turn | undefined {
  switch (window.kind) {
    case "once": {
      const { fromMs, untilMs } = window;
      return untilMs > atMs && fromMs <= atMs + aheadMs ? { fromMs, untilMs } : undefined;
    }
    case "cron": {
      const lastMs = lastCronStart(window, atMs);
      if (lastMs + window.forMs > atMs) return { fromMs: lastMs, untilMs: lastMs + window.forMs };
      const nextMs = nextCronStart(window, atMs);
      return Number.isFinite(nextMs) && nextMs <= atMs + aheadMs
        ? { fromMs: nextMs, untilMs: nextMs + window.forMs }
        : undefined;
    }
    default:
      return window satisfies never;
  }
}
