/**
 * Limits of the tests: none is met by a test that passes, on however busy a machine, and each ends one that hangs. A test
 * that would fail for being late says more about the machine than about Argos.
 */

/** A test, or a hook of one, that takes longer hangs. */
export const testLimitMs = 10 * 60_000;

/** What a test waits for and does not come within this will not come. */
export const waitLimitMs = 4 * 60_000;
