import { expect, test } from "bun:test";
import fc from "fast-check";
import { connect, testDatabase } from "../harness/database.ts";
import { OutboxHistory, type Step } from "../harness/outbox-history.ts";

const histories = 60;
const stepsEach = 50;
/** Fixed, so that a failure comes again; another one is as good. */
const seed = 20_260_301;

const { database: first, address } = await testDatabase({ poolSize: 1 });
// Nothing of the database is killed here: commits need not reach the disk.
await first.run((sql) => sql`alter database ${sql(address.database)} set synchronous_commit = off`);

const pick = fc.nat({ max: 1000 });
const aStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant("change"),
      site: pick,
      how: fc.constantFrom("end", "end", "escalated", "flapping", "acknowledged"),
    }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("dispatch") }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("send"), lane: pick }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("kill"), lane: pick, when: fc.constantFrom("before", "after") }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("behave"), recipient: pick, status: fc.constantFrom(200, 500, 504) }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("pass"), seconds: fc.integer({ min: 1, max: 200 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("silence"), site: pick, seconds: fc.integer({ min: 1, max: 600 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("remind") }) },
);

test("whatever sites, servers and receivers do, nothing is lost, the order is kept, and copies are the same", async () => {
  await using database = await connect(address, { poolSize: 4 });
  const seen = { arrivals: 0, copies: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(aStep, { minLength: stepsEach, maxLength: stepsEach }), async (steps) => {
      await using history = await OutboxHistory.start(database);
      for (const step of steps) await history.take(step);
      const { arrivals, copies } = await history.judge();
      seen.arrivals += arrivals;
      seen.copies += copies;
    }),
    { numRuns: histories, seed, endOnFailure: true },
  );
  expect(seen.arrivals).toBeGreaterThan(300);
  expect(seen.copies).toBeGreaterThan(20);
});
