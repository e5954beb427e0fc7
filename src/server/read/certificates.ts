import type { RenewalState } from "../../checks/renewals.ts";
import { judgeRenewals } from "../../checks/renewals.ts";
import type { Database } from "../../db/connect.ts";
import {
  type CertificateCounts,
  countCertificates,
  findSharing,
  type IssuerCount,
  listIssuers,
} from "../../store/certificate-counts.ts";
import { type CertificatePage, type CertificatesFound, listCertificates } from "../../store/certificate-rows.ts";
import { type Page, pageOf } from "../page-of.ts";

/** Bounds in days of the groups by expiry, and of the choice "expires within". */
export const expiryBounds = [1, 7, 14, 30, 60, 90] as const;

/** Issuers that are shown. */
const issuersMax = 20;

/** Certificates that are looked at for how many targets share one. */
const sharingSampleMax = 1000;

export interface FleetRead {
  readonly counts: CertificateCounts;
  readonly issuers: Page<IssuerCount>;
  readonly renewalState: RenewalState;
}

/** The certificates of the fleet in numbers, in five queries. */
export async function readFleet(db: Database): Promise<FleetRead> {
  return await db.run(async (sql) => {
    const [counts, issuers, sharing] = await Promise.all([
      countCertificates(sql, expiryBounds),
      listIssuers(sql, issuersMax + 1),
      findSharing(sql, sharingSampleMax),
    ]);
    const { renewals: seen, expectedRenewals: expected } = counts;
    return { counts, issuers: pageOf(issuers, issuersMax), renewalState: judgeRenewals({ seen, expected, sharing }) };
  });
}

/** A page of certificates, the first to expire first, in two queries at most. */
export async function readCertificates(db: Database, page: CertificatePage): Promise<CertificatesFound> {
  return await db.run((sql) => listCertificates(sql, page));
}
