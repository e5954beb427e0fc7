import type { Window } from "../config/silence.ts";
import { cronGap } from "./cron-start.ts";

/** One turn of a window, in milliseconds since 1970 UTC: it holds at its start and no longer at its end. */
export interface Turn {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** The turn of a window that holds at an instant, else the next one; undefined when there is none any more. */
export function nextTurn(window: Window, atMs: number): Turn | undefined {
  switch (window.kind) {
    case "once":
      return window.untilMs > atMs ? { fromMs: window.fromMs, untilMs: window.untilMs } : undefined;
    case "cron": {
      const { startMs, nextMs } = cronGap(window, atMs);
      if (startMs + window.forMs > atMs) return turnFrom(startMs, window.forMs);
      return Number.isFinite(nextMs) ? turnFrom(nextMs, window.forMs) : undefined;
    }
    default:
      return window satisfies never;
  }
}

function turnFrom(fromMs: number, forMs: number): Turn {
  return { fromMs, untilMs: fromMs + forMs };
}
