import { shownUrl } from "../../../base/secrets/shown-url.ts";
import type { CheckItem, TransitionItem, WorstCheckItem } from "../../../contract/v1/check.ts";
import type { StoredCheck } from "../../../store/checks.ts";
import type { TransitionRow } from "../../../store/transitions.ts";
import type { WorstCheck } from "../../../store/worst-checks.ts";

/** A check as the API shows it. */
export function checkItem(check: StoredCheck): CheckItem {
  const { checkId: id, key, severity, reason, message } = check;
  return { id, key, severity, reason, message, sinceAt: new Date(check.sinceMs).toISOString() };
}

/** A check that is not ok as the API shows it. */
export function worstCheckItem(row: WorstCheck): WorstCheckItem {
  const { checkId: id, key, severity, reason, message } = row;
  return {
    id,
    key,
    severity,
    reason,
    message,
    sinceAt: row.sinceAt.toISOString(),
    target: { id: row.targetId, method: row.method, url: shownUrl(row.url) },
    site: { id: row.siteId, domain: shownUrl(row.domain) },
  };
}

/** A change as the API shows it. */
export function transitionItem(row: TransitionRow): TransitionItem {
  const { id, key: check, at, from, to, reason, message, agent } = row;
  return { id, check, at: at.toISOString(), from, to, reason, message, agent };
}
