import { type Static, Type } from "@sinclair/typebox";
import { Count, closed, Id, Instant, nullable } from "./fields.ts";

const Issuer = Type.String({ description: "the issuer's distinguished name; empty for one that is signed by itself" });

/** The certificate that a target shows. */
export const CertificateItem = Type.Object(
  {
    target: Type.Object({ id: Id, url: Type.String({ description: "without user and password" }) }, closed),
    site: Type.Object({ id: Id, domain: Type.String() }, closed),
    issuer: Issuer,
    subject: Type.String(),
    fingerprint: Type.String({ description: "SHA-256 of the DER, hexadecimal" }),
    notBefore: Instant,
    notAfter: Instant,
    firstSeenAt: Instant,
    renewedAt: nullable(Instant),
  },
  closed,
);
export type CertificateItem = Static<typeof CertificateItem>;

/** The certificates of the fleet in numbers. Days begin at midnight UTC. */
export const CertificateSummary = Type.Object(
  {
    total: Count,
    expired: Count,
    expiring: Type.Array(
      Type.Object(
        {
          withinDays: nullable(
            Type.Integer({ description: "before the end of so many days, today being the first; null for later" }),
          ),
          count: Type.Integer({ minimum: 0, description: "without those of the line before" }),
        },
        closed,
      ),
    ),
    issuers: Type.Array(Type.Object({ issuer: Issuer, count: Count, expiredOrWithin30Days: Count }, closed), {
      description: "those of the most certificates, at most 20",
    }),
    renewals: Type.Object(
      {
        lastDay: Count,
        expectedADay: Type.Number({ description: "each certificate at two thirds of its life" }),
        state: Type.Union([Type.Literal("too-few"), Type.Literal("alive"), Type.Literal("dead")], {
          description: "dead where so few would come by chance less than once in a thousand days",
        }),
      },
      closed,
    ),
  },
  closed,
);
export type CertificateSummary = Static<typeof CertificateSummary>;
