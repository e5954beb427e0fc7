import { Type } from "@sinclair/typebox";
import { Elysia, t } from "elysia";
import { shownUrl } from "../../../base/secrets/shown-url.ts";
import { requestText } from "../../../contract/text.ts";
import { CertificateItem, CertificateSummary } from "../../../contract/v1/certificate.ts";
import { pageSchema } from "../../../contract/v1/fields.ts";
import type { CertificateRow } from "../../../store/certificate-rows.ts";
import { certificatePlace, certificatesWanted } from "../../certificates-asked.ts";
import { encodeCursor } from "../../cursor.ts";
import type { ServerDeps } from "../../deps.ts";
import { jsonResponse } from "../../json-response.ts";
import { expiryBounds, type FleetRead, readCertificates, readFleet } from "../../read/certificates.ts";
import { badCursor, pageQuery } from "./page-query.ts";

const certificatePage = pageSchema(CertificateItem);

/** Days ahead that may be asked for. */
const withinDaysMax = 3650;

/** The certificates that targets show. */
export function certificatesApi(deps: Pick<ServerDeps, "db">) {
  return new Elysia({ normalize: false, tags: ["certificates"] })
    .get("/certificates", async ({ query }) => await listPage(deps, query), {
      query: Type.Object({
        search: requestText({ maxLength: 200, default: "", description: "words of the site's domain or its labels" }),
        issuer: Type.Optional(requestText({ maxLength: 300, description: "exactly this one, or `self-signed`" })),
        within: Type.Optional(
          t.Integer({
            minimum: 0,
            maximum: withinDaysMax,
            description:
              "those that end before so many days are over, today being the first; 0 for those that have expired",
          }),
        ),
        ...pageQuery,
      }),
      response: { 200: certificatePage },
      detail: { summary: "Certificates that targets show, the first to expire first" },
    })
    .get("/certificates/summary", async () => jsonResponse(CertificateSummary, summaryOf(await readFleet(deps.db))), {
      response: { 200: CertificateSummary },
      detail: { summary: "Certificates by expiry and by issuer, and whether they are renewed" },
    });
}

interface ListQuery {
  readonly search: string;
  readonly issuer?: string;
  readonly within?: number;
  readonly cursor?: string;
  readonly limit: number;
}

async function listPage({ db }: Pick<ServerDeps, "db">, query: ListQuery): Promise<Response> {
  const { search, issuer, within, cursor, limit } = query;
  const after = cursor === undefined ? undefined : certificatePlace(cursor);
  if (cursor !== undefined && after === undefined) return badCursor();
  const wanted = certificatesWanted({ search, issuer, withinDays: within }, { after, limit });
  const { rows, next } = await readCertificates(db, wanted);
  const nextCursor = next === undefined ? null : encodeCursor({ ...next });
  return jsonResponse(certificatePage, { items: rows.map(certificateItem), nextCursor });
}

function certificateItem(row: CertificateRow): CertificateItem {
  const { issuer, subject, fingerprint, notBefore, notAfter, firstSeenAt, renewedAt } = row;
  return {
    target: { id: row.targetId, url: shownUrl(row.url) },
    site: { id: row.siteId, domain: shownUrl(row.domain) },
    issuer,
    subject,
    fingerprint,
    notBefore: notBefore.toISOString(),
    notAfter: notAfter.toISOString(),
    firstSeenAt: firstSeenAt.toISOString(),
    renewedAt: renewedAt?.toISOString() ?? null,
  };
}

function summaryOf({ counts, issuers, renewalState }: FleetRead): CertificateSummary {
  const [expired = 0, ...rest] = counts.buckets;
  return {
    total: counts.total,
    expired,
    expiring: rest.map((count, index) => ({ withinDays: expiryBounds[index] ?? null, count })),
    issuers: issuers.rows.map(({ issuer, count, soon }) => ({ issuer, count, expiredOrWithin30Days: soon })),
    renewals: { lastDay: counts.renewals, expectedADay: counts.expectedRenewals, state: renewalState },
  };
}
