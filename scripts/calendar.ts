/** Instants at which the tests that count by hours, days and months are run again, whatever the day. */
export const instants = [
  "2026-12-01T00:00:01Z", // the first of a month: its partitions are there and empty
  "2026-04-30T23:59:57Z", // the last of a month, and over it
  "2028-02-29T12:00:00Z",
  "2026-12-31T23:59:57Z", // a year's end, and over it
  "2027-01-01T00:00:01Z",
  "2026-03-29T00:59:57Z", // clocks of Europe are set forward
  "2026-10-25T00:59:57Z", // and back
  "2026-05-14T13:59:57Z", // an hour's end, and over it
] as const;

/** The instant at which the machine's own PostgreSQL runs its files, one by one. */
export const leapDay = "2028-02-29T23:59:30Z";

/** The files of test/db that settle, roll up, make partitions or page by date. */
export const datedFiles = [
  "now.test.ts",
  "read-availability.test.ts",
  "results-storage.test.ts",
  "roll-up.test.ts",
  "settle-results.test.ts",
] as const;

/** The files of test/db that a second PostgreSQL runs: migrations, every writer of the pipeline, and the plans of queries. */
export const otherDatabaseFiles = [
  "accept-results.test.ts",
  "apply-configuration.test.ts",
  "audit.test.ts",
  "availability-plans.test.ts",
  "certificates.test.ts",
  "check-counts.test.ts",
  "connect.test.ts",
  "doing-plans.test.ts",
  "duties.test.ts",
  "incidents.test.ts",
  "lease.test.ts",
  "migrate.test.ts",
  "no-data.test.ts",
  "outbox-plans.test.ts",
  "outbox.test.ts",
  "pages.test.ts",
  "poison-results.test.ts",
  "quarantine.test.ts",
  "read-availability.test.ts",
  "results-storage.test.ts",
  "roll-up.test.ts",
  "sessions.test.ts",
  "settle-results.test.ts",
  "silences.test.ts",
  "site-counts.test.ts",
  "site-list.test.ts",
  "site-plans.test.ts",
  "upgrade.test.ts",
] as const;
