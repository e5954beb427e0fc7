/** A lookup without an address. `code` is in the table of faults. */
export class LookupError extends Error {
  override readonly name = "LookupError";

  constructor(readonly code: string) {
    super(`the lookup failed (${code})`);
  }
}
