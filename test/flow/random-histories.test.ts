import { expect, test } from "bun:test";
import fc from "fast-check";
import type { Disposition } from "../../src/contract/agent.ts";
import { connect, testDatabase } from "../harness/database.ts";
import { startAfresh } from "../harness/queue.ts";
import { agentNames, QueueHistory, type Step } from "../harness/queue-history.ts";

const histories = 300;
const stepsEach = 60;
/** Fixed, so that a failure comes again; another one is as good. */
const seed = 20_260_101;

const { database: first, address } = await testDatabase({ poolSize: 1 });
// Nothing is killed here: commits need not reach the disk.
await first.run((sql) => sql`alter database ${sql(address.database)} set synchronous_commit = off`);

const which = fc.nat({ max: 1000 });
const agent = fc.nat({ max: agentNames.length - 1 });
const aStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant("lease"), agent }) },
  {
    weight: 16,
    arbitrary: fc.record({
      kind: fc.constant("complete"),
      picks: fc.array(fc.record({ which, passes: fc.boolean() }), { minLength: 1, maxLength: 6 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("steal"), which, thief: agent }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("release"), which }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("passTime"), whose: fc.constantFrom("held", "free") }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("decide") }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("change", "delete"), which }) },
);

test("whatever agents and administrators do, the queue does what its model says", async () => {
  await using database = await connect(address, { poolSize: 2 });
  await startAfresh(database);
  const answers = new Map<Disposition, number>();
  await fc.assert(
    fc.asyncProperty(fc.array(aStep, { minLength: stepsEach, maxLength: stepsEach }), async (steps) => {
      const history = await QueueHistory.start(database);
      for (const step of steps) await history.take(step);
      await history.compare();
      for (const one of history.answers) answers.set(one, (answers.get(one) ?? 0) + 1);
    }),
    { numRuns: histories, seed, endOnFailure: true },
  );
  for (const one of ["accepted", "duplicate", "stale", "gone"] as const) {
    expect(answers.get(one)).toBeGreaterThan(1000);
  }
});
