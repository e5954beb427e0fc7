import type { Sql } from "../db/pool.ts";

/** Certificates of one issuer, empty for those signed by themselves. */
export interface IssuerCount {
  readonly issuer: string;
  readonly count: number;
  /** Of those, how many have expired or will within 30 days. */
  readonly soon: number;
}

/** How many certificates end in each of the `bounds`, and what of them is renewed. Reads counters, never certificates. */
export interface CertificateCounts {
  /** Expired; then those that end before each bound, counted from today in days and without those before; then the rest. */
  readonly buckets: readonly number[];
  readonly total: number;
  /** Renewals seen since 24 hours ago, counted by whole hours. */
  readonly renewals: number;
  /** Renewals to expect within a day: each certificate that has not expired, at two thirds of its life. */
  readonly expectedRenewals: number;
}

/** Certificates that expired today are counted one by one, up to this. */
const expiredTodayMax = 10_000;

/** `bounds` are days from today, rising: 1 is what ends today. */
export async function countCertificates(sql: Sql, bounds: readonly number[]): Promise<CertificateCounts> {
  const [today, counters, renewed] = await Promise.all([
    countExpiredToday(sql),
    sql<{ bucket: number; n: number; expected: number }[]>`
      select
        width_bucket(expires_on - (now() at time zone 'UTC')::date, ${[0, ...bounds]}::int[]) as bucket,
        sum(n)::bigint as n,
        sum(n / (lifetime_days * 2 / 3.0))::double precision as expected
      from certificate_count
      group by 1`,
    sql<[{ renewals: number }]>`
      select coalesce(sum(n), 0)::bigint as renewals
      from renewal_count
      where hour > now() - interval '24 hours'`,
  ]);
  const sums = new Array<number>(bounds.length + 2).fill(0).map((_zero, bucket) => countOf(counters, bucket));
  const [expired = 0, endingToday = 0, ...later] = sums;
  const overToday = Math.min(today, endingToday);
  return {
    buckets: [expired + overToday, endingToday - overToday, ...later],
    total: sums.reduce((sum, one) => sum + one, 0),
    renewals: renewed[0].renewals,
    expectedRenewals: counters.filter((one) => one.bucket > 0).reduce((sum, one) => sum + one.expected, 0),
  };
}

function countOf(rows: readonly { readonly bucket: number; readonly n: number }[], bucket: number): number {
  return rows.find((one) => one.bucket === bucket)?.n ?? 0;
}

async function countExpiredToday(sql: Sql): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*)::int as count
    from (
      select from certificate
      where not_after >= date_trunc('day', now(), 'UTC')
        and not_after < now()
      limit ${expiredTodayMax}
    ) as today`;
  return row.count;
}

/** Issuers, those of the most certificates first. Reads counters. */
export async function listIssuers(sql: Sql, limit: number): Promise<IssuerCount[]> {
  return await sql<IssuerCount[]>`
    select
      issuer,
      sum(n)::bigint as count,
      coalesce(sum(n) filter (where expires_on < (now() at time zone 'UTC')::date + 30), 0)::bigint as soon
    from certificate_count
    group by issuer
    having sum(n) > 0
    order by 2 desc, issuer
    limit ${limit}`;
}

/**
 * How many targets show the same certificate, as statisticians weigh it (the sum of squares over the sum), among the
 * `sampleMax` that end first: a certificate of a hundred names is renewed at once. 1 where there is none.
 */
export async function findSharing(sql: Sql, sampleMax: number): Promise<number> {
  const [row] = await sql<[{ sharing: number | null }]>`
    select (sum(n * n) / sum(n))::double precision as sharing
    from (
      select count(*) as n
      from (
        select fingerprint
        from certificate
        where not_after > now()
        order by not_after, target_id
        limit ${sampleMax}
      ) as sample
      group by fingerprint
    ) as shared`;
  return row.sharing ?? 1;
}

/** Folds the deltas of the counters together, and forgets hours that nobody asks for. */
export async function compactCertificateCounts(sql: Sql): Promise<void> {
  await sql`
    with several as (
      select issuer, expires_on, lifetime_days
      from certificate_count
      group by issuer, expires_on, lifetime_days
      having count(*) > 1 or sum(n) = 0
    ),
    taken as (
      delete from certificate_count
      using several
      where certificate_count.issuer = several.issuer
        and certificate_count.expires_on = several.expires_on
        and certificate_count.lifetime_days = several.lifetime_days
      returning certificate_count.issuer, certificate_count.expires_on, certificate_count.lifetime_days, n
    )
    insert into certificate_count (issuer, expires_on, lifetime_days, n)
    select issuer, expires_on, lifetime_days, sum(n)
    from taken
    group by issuer, expires_on, lifetime_days
    having sum(n) <> 0`;
  await sql`
    with taken as (delete from renewal_count returning hour, n)
    insert into renewal_count (hour, n)
    select hour, sum(n)
    from taken
    where hour > now() - interval '2 days'
    group by hour`;
}
