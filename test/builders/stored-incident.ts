import { severityRank } from "../../src/base/severity.ts";
import { reasonCode } from "../../src/checks/reason.ts";
import type { Database } from "../../src/db/connect.ts";

interface Incident {
  readonly domain: string;
  readonly url: string;
  readonly message: string;
  readonly isClosed: boolean;
}

let stored = 0;

/** Stores an incident of its own subject, open and with a reminder due in an hour; returns its id. */
export async function storeIncident(database: Database, overrides: Partial<Incident> = {}): Promise<number> {
  const { domain = "https://example.org", message = "expected 200, got 503", isClosed = false } = overrides;
  const { url = `${domain}/` } = overrides;
  stored += 1;
  const reason = reasonCode("wrong-status");
  const severity = severityRank("critical");
  return await database.transaction(async (tx) => {
    const [cause] = await tx<{ id: number }[]>`
      insert into cause (key, kind, value, reason, opened_at)
      values ('wrong-status', 'reason', '', ${reason}, now())
      returning id`;
    const [incident] = await tx<{ id: number }[]>`
      insert into incident (
        subject, cause_id, domain, url, severity, worst_severity, reason, message, opened_at, closed_at, remind_seconds,
        remind_at
      )
      values (
        ${`target:${stored}`}, ${cause?.id ?? 0}, ${domain}, ${url}, ${severity}, ${severity}, ${reason}, ${message},
        now() - interval '10 minutes', case when ${isClosed}::boolean then now() end, 3600, now() + interval '1 hour'
      )
      returning id`;
    return incident?.id ?? 0;
  });
}
