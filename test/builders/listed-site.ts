import { type Severity, severityRank } from "../../src/base/severity.ts";
import { type Reason, reasonCode } from "../../src/checks/reason.ts";
import type { Database } from "../../src/db/connect.ts";
import { upsertSites } from "../../src/store/sites.ts";

/** A check of a site in a list. */
export interface ListedCheck {
  readonly severity: Severity;
  readonly reason: Reason;
  /** Since how many seconds. */
  readonly ageSeconds: number;
}

/** A site of a list: its targets, each by its checks. */
export interface ListedSite {
  readonly domain: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly targets: readonly (readonly ListedCheck[])[];
}

/** A check that fails. */
export function aListedCheck(overrides: Partial<ListedCheck> = {}): ListedCheck {
  return { severity: "critical", reason: "wrong-status", ageSeconds: 60, ...overrides };
}

/** A site whose only check is ok. */
export function aListedSite(overrides: Partial<ListedSite> = {}): ListedSite {
  const ok = aListedCheck({ severity: "ok", reason: "passed" });
  return { domain: "https://example.org", labels: {}, targets: [[ok]], ...overrides };
}

/** Makes the sites of a database exactly these. */
export async function storeListedSites(database: Database, sites: readonly ListedSite[]): Promise<void> {
  await database.transaction(async (tx) => {
    await tx`delete from site`;
    const ids = await upsertSites(
      tx,
      sites.map(({ domain, labels }) => ({ domain, labels, definedAt: "argos.yaml:1" })),
    );
    const targets = sites.flatMap(({ domain, targets }) =>
      targets.map((checks, index) => ({ site_id: ids.get(domain), key: `${domain} ${index}`, checks })),
    );
    await tx`
      insert into target (
        site_id, key, method, url, family, spec, spec_digest, interval_seconds, retry_before_notification, defined_at
      )
      select site_id, key, 'GET', 'https://example.org/', 0, '{}', 'd', 60, 0, 'argos.yaml:2'
      from json_to_recordset(${JSON.stringify(targets)}::text::json) as row (site_id int, key text)`;
    const checks = targets.flatMap(({ key, checks }) =>
      checks.map((one, position) => ({
        target_key: key,
        key: `check-${position}`,
        position,
        severity: severityRank(one.severity),
        reason: reasonCode(one.reason),
        age_seconds: one.ageSeconds,
      })),
    );
    await tx`
      insert into check_state (target_id, key, position, severity, reason, message, since_at)
      select
        target.id, row.key, row.position, row.severity, row.reason, 'seen', now() - make_interval(secs => row.age_seconds)
      from json_to_recordset(${JSON.stringify(checks)}::text::json) as row (
        target_key text, key text, position smallint, severity smallint, reason smallint, age_seconds double precision
      )
      join target on target.key = row.target_key
      order by target.id, row.position`;
  });
}
