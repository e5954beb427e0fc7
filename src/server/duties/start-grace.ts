import type { Clock } from "../../base/clock.ts";

/** How long agents have to come back after a server started, in milliseconds: while none ran, none could be heard of. */
export const startGraceMs = 90_000;

/** Tells whether this server, started now, has run long enough for silence to mean something. */
export function startGrace(clock: Clock): () => boolean {
  const overMs = clock.monotonicMs() + startGraceMs;
  return () => clock.monotonicMs() >= overMs;
}
