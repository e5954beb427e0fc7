import type { NewSilence } from "../../src/store/silences.ts";

/** A silence of one site for an hour. */
export function aNewSilence(overrides: Partial<NewSilence> = {}): NewSilence {
  return {
    kind: "silence",
    match: { domain: "https://example.org" },
    forMs: 3_600_000,
    comment: "a new disk",
    by: "cli:ada@server",
    ...overrides,
  };
}
