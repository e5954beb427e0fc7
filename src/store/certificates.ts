import type { SeenCertificate } from "../contract/agent.ts";
import type { Sql } from "../db/pool.ts";

/** The certificate that a target shows now. */
export interface TargetCertificate extends SeenCertificate {
  readonly targetId: number;
}

/**
 * Stores what targets show where it is not what they showed before, those signed by themselves without an issuer, in the order of the targets, whose tasks the caller
 * holds. One that is valid from later than the one before is a renewal.
 */
export async function upsertCertificates(sql: Sql, seen: readonly TargetCertificate[]): Promise<void> {
  const rows = seen.map((one) => ({
    target_id: one.targetId,
    fingerprint: one.fingerprint,
    issuer: one.issuer === one.subject ? "" : one.issuer,
    subject: one.subject,
    not_before: new Date(one.notBeforeMs),
    not_after: new Date(one.notAfterMs),
  }));
  await sql`
    insert into certificate as stored (target_id, fingerprint, issuer, subject, not_before, not_after)
    select target_id, fingerprint, issuer, subject, not_before, not_after
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as row (
      target_id int, fingerprint text, issuer text, subject text, not_before timestamptz, not_after timestamptz
    )
    order by target_id
    on conflict (target_id) do update
    set fingerprint = excluded.fingerprint,
        issuer = excluded.issuer,
        subject = excluded.subject,
        not_before = excluded.not_before,
        not_after = excluded.not_after,
        first_seen_at = now(),
        previous_fingerprint = stored.fingerprint,
        renewed_at = case when excluded.not_before > stored.not_before then now() else stored.renewed_at end
    where stored.fingerprint <> excluded.fingerprint`;
}
