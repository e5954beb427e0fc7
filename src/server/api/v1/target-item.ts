import { shownUrl } from "../../../base/secrets/shown-url.ts";
import type { TargetDetail, TargetItem } from "../../../contract/v1/target.ts";
import type { TargetRow } from "../../../store/target-rows.ts";
import type { TargetState } from "../../read/site.ts";
import type { TargetRead } from "../../read/target.ts";
import { checkItem } from "./check-item.ts";
import { resultItem } from "./result-item.ts";

/** A target of a site as the API shows it. */
export function targetItem({ target, checks, latest }: Omit<TargetState, "incident">): TargetItem {
  return {
    ...factsOf(target),
    checks: checks.map(checkItem),
    latestResult: latest === undefined ? null : resultItem(latest),
  };
}

/** A target with its site as the API shows it. */
export function targetDetail({ target, checks, results }: TargetRead): TargetDetail {
  const [latest] = results.rows;
  const site = { id: target.siteId, domain: shownUrl(target.domain) };
  return { ...targetItem({ target, checks, latest }), site };
}

function factsOf(target: TargetRow) {
  const { id, method, intervalSeconds, recheckSeconds, retryBeforeNotification, definedAt } = target;
  return {
    id,
    method,
    url: shownUrl(target.url),
    family: familyName(target.family),
    intervalMs: intervalSeconds * 1000,
    recheckDelayMs: recheckSeconds === null ? null : recheckSeconds * 1000,
    retryBeforeNotification,
    definedAt,
  };
}

function familyName(family: number): TargetItem["family"] {
  if (family === 4) return "ipv4";
  return family === 6 ? "ipv6" : "any";
}
