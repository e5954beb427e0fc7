import { duration } from "../kinds/scalar-kinds.ts";

const second = 1000;
const day = 86_400 * second;

/** How often a target is asked. */
export const frequency = duration({ minMs: second, maxMs: 365 * day });

/** How long after a failure it is asked again. */
export const recheckDelay = duration({ minMs: second, maxMs: 30 * day });

/** How long one exchange may take. */
export const timeout = duration({ minMs: 100, maxMs: 10 * 60 * second });

/** How long something is kept or valid. */
export const longTime = duration({ minMs: 60 * second, maxMs: 100 * 365 * day });
