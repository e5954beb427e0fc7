import { shownUrl } from "../../../base/secrets/shown-url.ts";
import type { CauseItem } from "../../../contract/v1/cause.ts";
import type { IncidentDetail, IncidentItem } from "../../../contract/v1/incident.ts";
import type { IncidentRow } from "../../../store/incident-rows.ts";
import type { CauseRow } from "../../../store/open-causes.ts";
import type { IncidentRead } from "../../read/incident.ts";
import { evidenceItem } from "./evidence-item.ts";

/** An incident as the API shows it. */
export function incidentItem(row: IncidentRow): IncidentItem {
  const { id, about, severity, worstSeverity, reason, message, domain, url, checkKey: check, flapping } = row;
  const { openedAt, closedAt, acknowledgedAt, acknowledgedBy, targetId, causeId } = row;
  return {
    ...{ id, about, severity, worstSeverity, reason, message, check, flapping, targetId, causeId, acknowledgedBy },
    domain: shownUrl(domain),
    url: shownUrl(url),
    openedAt: openedAt.toISOString(),
    closedAt: closedAt?.toISOString() ?? null,
    acknowledgedAt: acknowledgedAt?.toISOString() ?? null,
  };
}

/** An incident with its events and evidence as the API shows it. */
export function incidentDetail({ incident, events, cause, evidence }: IncidentRead): IncidentDetail {
  const { labels, definedAt, agent, siteId } = incident;
  const { failure, recovery } = evidence;
  return {
    ...incidentItem(incident),
    labels: { ...labels },
    definedAt,
    agent,
    siteId,
    cause: cause === undefined ? null : causeItem(cause),
    events: events.map(({ at, ...event }) => ({ ...event, at: at.toISOString() })),
    evidence: {
      failure: failure === undefined ? null : evidenceItem(failure),
      recovery: recovery === undefined ? null : evidenceItem(recovery),
    },
  };
}

/** What incidents have in common as the API shows it. */
export function causeItem({ openedAt, closedAt, domains, ...row }: CauseRow): CauseItem {
  return {
    ...row,
    openedAt: openedAt.toISOString(),
    closedAt: closedAt?.toISOString() ?? null,
    domains: domains.map(shownUrl),
  };
}
