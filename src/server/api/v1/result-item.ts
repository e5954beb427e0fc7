import type { ResultItem } from "../../../contract/v1/result.ts";
import type { ResultRow } from "../../../store/results.ts";

/** A result as the API shows it. */
export function resultItem(row: ResultRow): ResultItem {
  const { severity, reason, status, totalMs, dnsMs, tlsMs, firstByteMs, bodyBytes, lateMs, missed, agent } = row;
  const slot = row.slot.toISOString();
  return { slot, severity, reason, status, totalMs, dnsMs, tlsMs, firstByteMs, bodyBytes, lateMs, missed, agent };
}
