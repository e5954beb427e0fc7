import type { Database } from "../../src/db/connect.ts";
import { readCertificates } from "../../src/server/read/certificates.ts";
import type { CertificatePage, CertificatePlace, CertificateRow } from "../../src/store/certificate-rows.ts";

/** Every certificate that a list gives, page by page. */
export async function listAllCertificates(
  database: Database,
  wanted: Omit<CertificatePage, "after">,
): Promise<CertificateRow[]> {
  const met: CertificateRow[] = [];
  let after: CertificatePlace | undefined;
  for (let page = 0; page < 1000; page += 1) {
    const { rows, next } = await readCertificates(database, { ...wanted, after });
    if (rows.length > wanted.limit) throw new Error("a page has too many rows");
    met.push(...rows);
    if (next === undefined) return met;
    after = next;
  }
  throw new Error("the list does not end");
}

/** The counters of certificates, summed. */
export async function certificateCounters(database: Database): Promise<readonly unknown[]> {
  return await database.run(
    (sql) => sql`
      select issuer, expires_on::text as "expiresOn", lifetime_days as "lifetimeDays", sum(n)::int as n
      from certificate_count
      group by 1, 2, 3
      having sum(n) <> 0
      order by 1, 2, 3`,
  );
}

/** What the counters of certificates should say. */
export async function recountCertificates(database: Database): Promise<readonly unknown[]> {
  return await database.run(
    (sql) => sql`
      select
        issuer, (not_after at time zone 'UTC')::date::text as "expiresOn",
        greatest(1, least(1096, round(extract(epoch from not_after - not_before) / 86400)))::int as "lifetimeDays",
        count(*)::int as n
      from certificate
      group by 1, 2, 3
      order by 1, 2, 3`,
  );
}
