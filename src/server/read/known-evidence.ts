import { Value } from "@sinclair/typebox/value";
import { shownResponseHeader } from "../../base/secrets/shown-header.ts";
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
  return Value.Check(StoredEvidence, observation) ? { slot, observation: shownEvidence(observation) } : undefined;
}

/** An older version, or an agent of one, may have stored headers that are secret to this one. */
function shownEvidence(seen: StoredEvidence): StoredEvidence {
  if (seen.kind !== "answer") return seen;
  return { ...seen, headers: seen.headers.map(([name, value]) => [name, shownResponseHeader(name, value)]) };
}
