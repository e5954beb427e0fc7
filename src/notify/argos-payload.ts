import type { Cause, Item, Section } from "./bulletin.ts";
import { cleanBulletin } from "./clean-bulletin.ts";
import type { Delivery } from "./delivery.ts";

/** What a webhook of the shape "argos" gets: `docs/webhooks.md` documents it, `version` changes when it breaks. */
export function argosPayload({ bulletin, letter, idempotencyKey, thread, recipient }: Delivery) {
  const clean = bulletin && cleanBulletin(bulletin);
  return {
    version: 1,
    idempotencyKey,
    thread,
    contact: recipient.contact,
    language: recipient.language,
    severity: letter.severity,
    title: letter.title,
    text: letter.text,
    url: letter.clickUrl ?? null,
    at: clean === undefined ? null : instant(clean.nowMs),
    causes: clean?.sections.map(causeOf) ?? [],
  };
}

function causeOf({ cause, items, more }: Section) {
  const { id, kind, value, reason, openedMs, incidents, openIncidents }: Cause = cause;
  return {
    id,
    kind,
    value,
    reason,
    openedAt: instant(openedMs),
    incidents,
    openIncidents,
    items: items.map(itemOf),
    more,
  };
}

function itemOf({ openedMs, closedMs, checkKey, agent, links, incidentId, ...item }: Item) {
  return {
    incident: incidentId,
    change: item.change,
    severity: item.severity,
    worstSeverity: item.worstSeverity,
    reason: item.reason,
    message: item.message,
    domain: item.domain,
    url: item.url,
    check: checkKey,
    openedAt: instant(openedMs),
    closedAt: closedMs === undefined ? null : instant(closedMs),
    definedAt: item.definedAt,
    labels: item.labels,
    agent: agent ?? null,
    links: {
      incident: links?.incident ?? null,
      acknowledge: links?.acknowledge ?? null,
      silence: links?.silence ?? null,
    },
  };
}

/** RFC 3339, in UTC. */
function instant(ms: number): string {
  return new Date(ms).toISOString();
}
