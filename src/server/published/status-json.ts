import type { Severity } from "../../base/severity.ts";
import type { StatusPage } from "../../config/published.ts";
import type { StatusRead } from "./read-status.ts";

/** The words of Statuspage's summary.json, whose readers there are; what nobody knows has a word of our own. */
const indicators = { ok: "none", unknown: "minor", warning: "minor", critical: "major" } as const;
const componentStates = {
  ok: "operational",
  unknown: "unknown",
  warning: "degraded_performance",
  critical: "major_outage",
} as const satisfies Record<Severity, string>;

/** What is said of an incident beside its numbers. */
export interface StatusTexts {
  readonly headline: string;
  readonly incidentName: (incident: StatusRead["open"][number]) => string;
}

/** A status page as JSON, after the summary.json of Statuspage; instants are RFC 3339 in UTC. */
export function statusJson(page: StatusPage, read: StatusRead, { headline, incidentName }: StatusTexts) {
  const shown = (part: StatusPage["shows"][number]) => page.shows.includes(part);
  const incidentItem = (incident: StatusRead["open"][number]) => ({
    id: incident.id,
    name: incidentName(incident),
    status: incident.until === undefined ? "investigating" : "resolved",
    impact: indicators[incident.severity],
    severity: incident.severity,
    trouble: incident.trouble,
    component: incident.site,
    started_at: incident.since.toISOString(),
    resolved_at: incident.until?.toISOString() ?? null,
  });
  return {
    page: { name: page.title, updated_at: read.at.toISOString() },
    status: { indicator: indicators[read.severity], description: headline, severity: read.severity },
    data_age_seconds: read.ageMs === undefined ? null : Math.round(read.ageMs / 1000),
    counts: { total: read.siteCount, ...read.counts, not_looked_at: read.unread },
    components: shown("sites")
      ? read.sites.map(({ id, name, severity }) => ({ id, name, status: componentStates[severity], severity }))
      : [],
    incidents: [
      ...(shown("incidents") ? read.open.map(incidentItem) : []),
      ...(shown("history") ? read.closed.map(incidentItem) : []),
    ],
    scheduled_maintenances: shown("maintenance")
      ? read.works.map(({ id, from, until, sites, siteCount }) => ({
          id,
          status: from.getTime() <= read.at.getTime() ? "in_progress" : "scheduled",
          scheduled_for: from.toISOString(),
          scheduled_until: until.toISOString(),
          components: sites,
          component_count: siteCount,
        }))
      : [],
  };
}
