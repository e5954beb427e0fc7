import type { Database } from "../../src/db/connect.ts";

/**
 * Stores `sites` sites with two targets and three checks each: about one check in 400 critical, one in 300 a warning and
 * one in 1,000 unknown, all of one severity since the same few instants.
 */
export async function storeFarm(database: Database, sites: number): Promise<void> {
  await database.transaction(
    async (tx) => {
      await tx`
        insert into site (domain, search_text, defined_at)
        select
          'https://site-' || lpad(n::text, 6, '0') || '.example.org', 'site-' || lpad(n::text, 6, '0') || '.example.org',
          'conf.d/farm.yml:' || n * 7
        from generate_series(1, ${sites}::int) as n`;
      await tx`
        insert into target (
          site_id, key, method, url, family, spec, spec_digest, interval_seconds, retry_before_notification, defined_at
        )
        select
          site.id, domain || k, 'GET', case k when 1 then domain || '/' else domain || '/status.php' end, 0,
          jsonb_build_object(
            'url', domain, 'method', 'GET', 'family', 'any', 'headers', '{}'::jsonb, 'timeoutMs', 10000,
            'redirectsMax', 0, 'checks', '[]'::jsonb
          ),
          'digest', 60, 0, defined_at
        from site
        cross join generate_series(1, 2) as k
        order by site.id, k`;
      await tx`
        insert into check_state (target_id, key, position, severity, reason, message, since_at)
        select
          target.id, rule.key, rule.position, state.severity, case state.severity when 0 then 0 else 20 end,
          'expected status 200, got 503', now() - (target.id % 3) * interval '1.234567 seconds'
        from target
        join (values (1, 'http-to-https', 0), (2, 'status-is', 0), (2, 'ssl-certificate-expiration', 1))
          as rule (target_rank, key, position) on rule.target_rank = 2 - target.id % 2
        cross join lateral (
          select case
            when (target.id * 7 + rule.position * 13) % 401 = 0 then 3
            when (target.id * 11 + rule.position * 17) % 307 = 0 then 2
            when (target.id * 5 + rule.position) % 997 = 0 then 1
            else 0
          end as severity
        ) state`;
      await tx`
        insert into task (target_id, family, interval_seconds, phase_seconds, lease_seconds, visible_at)
        select id, 0, 60, id % 60, 30, now() + interval '1 hour'
        from target`;
    },
    { deadlineMs: 60_000 },
  );
  await database.run((sql) => sql`analyze`, { deadlineMs: 60_000 });
}
