import { afterAll, beforeEach, expect, test } from "bun:test";
import type { SeenCertificate } from "../../src/contract/agent.ts";
import { aLeaseRequest, aResultsRequest } from "../builders/agent-request.ts";
import { manySites } from "../builders/configuration.ts";
import { aRunResult } from "../builders/run-result.ts";
import { aSeenCertificate } from "../builders/seen-certificate.ts";
import { testDatabase } from "../harness/database.ts";
import { enlist, leaseAs, leaseOne, startAfresh, watch } from "../harness/queue.ts";
import { startApp } from "../harness/server.ts";

const { database } = await testDatabase({ poolSize: 6 });
await startAfresh(database);
const app = await startApp(database);
afterAll(() => app[Symbol.asyncDispose]());

/** The years 1 to 9999. */
const calendarMs = { first: Date.parse("0001-01-01T00:00:00.000Z"), last: Date.parse("9999-12-31T23:59:59.999Z") };

beforeEach(async () => {
  await startAfresh(database);
  await watch(database, manySites(1));
  await app.refresh();
});

/** Posts a result that tells of it; what became of it, and what is stored. */
async function tell(certificate: SeenCertificate): Promise<{ disposition: unknown; stored: readonly unknown[] }> {
  const task = await leaseOne(database, await enlist(database, "paris"));
  const { body } = await app.ask("/api/v1/agent/results", aResultsRequest(aRunResult(task, { certificate })));
  const stored = await database.run(
    (sql) => sql`select issuer, subject, not_before as "notBefore", not_after as "notAfter" from certificate`,
  );
  return { disposition: body, stored: [...stored] };
}

const taken = { dispositions: [{ disposition: "accepted" }] };
const refused = { dispositions: [{ disposition: "rejected" }] };

test("a lease says that results may tell of certificates, also where nothing is due", async () => {
  for (const _turn of ["with work", "without"]) {
    expect((await app.ask("/api/v1/agent/lease", aLeaseRequest())).body).toMatchObject({ takesCertificates: true });
  }
  expect((await leaseAs(database, 1)).length).toBe(0);
});

test("texts of a certificate are cleaned once more", async () => {
  const { disposition, stored } = await tell(aSeenCertificate({ issuer: "CN=\u0000a\u202eb\n c", subject: "<b>\r\n" }));
  expect(disposition).toMatchObject(taken);
  expect(stored).toMatchObject([{ issuer: "CN=ab c", subject: "<b> " }]);
});

test.each([
  [
    "the first and the last instant of the calendar",
    { notBeforeMs: calendarMs.first, notAfterMs: calendarMs.last },
    taken,
  ],
  ["one that ends before it begins", { notBeforeMs: 1, notAfterMs: 0 }, taken],
  ["one that begins before the calendar", { notBeforeMs: calendarMs.first - 1 }, refused],
  ["one that ends after it", { notAfterMs: calendarMs.last + 1 }, refused],
  ["a fingerprint in capitals", { fingerprint: "AB".repeat(32) }, refused],
  ["a fingerprint one digit short", { fingerprint: "a".repeat(63) }, refused],
  ["an issuer of 300 characters", { issuer: "é".repeat(300) }, taken],
  ["an issuer of 301 characters", { issuer: "é".repeat(301) }, refused],
] as const)("%s: %j is answered %j", async (_name, overrides, answer) => {
  const { disposition, stored } = await tell(aSeenCertificate(overrides));
  expect(disposition).toMatchObject(answer);
  expect(stored.length).toBe(answer === taken ? 1 : 0);
});
