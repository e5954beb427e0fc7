import { Value } from "@sinclair/typebox/value";
import { StoredEvidence } from "../../contract/v1/evidence.ts";

/** What was seen, and for which slot. */
export interface KnownEvidence {
  readonly slot: Date;
  readonly observation: StoredEvidence;
}

/** Stored evidence in a shape that this version knows; undefined for another shape, and for none. */
export function knownEvidence(
  stored: { readonly slot: Date; readonly observation: unknown } | undefined,
): KnownEvidence | undefined {
  if (stored === undefined) return undefined;
  const { slot, observation } = stored;
  return Value.Check(StoredEvidence, observation) ? { slot, observation } : undefined;
}
