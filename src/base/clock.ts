/** Time as a dependency, so that a test can hold it. */
export interface Clock {
  /** The wall clock of this machine. Leases and due times use the database's instead. */
  now(): Date;
  /** Milliseconds since an arbitrary start; never goes back. The only source of durations. */
  monotonicMs(): number;
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
};
