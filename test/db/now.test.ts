import { expect, test } from "bun:test";
import { touchAgent } from "../../src/store/agents.ts";
import { testDatabase } from "../harness/database.ts";

const { database } = await testDatabase();
const hourMs = 3_600_000;

test("Date, the database and the defaults of its columns have the same now, that of ARGOS_TEST_NOW", async () => {
  await database.run((sql) => touchAgent(sql, { name: "paris", instance: "1", version: "0" }));
  const [row] = await database.run(
    (sql) => sql<Record<"now" | "clock" | "kept", Date>[]>`
      select now() as now, clock_timestamp() as clock, started_at as kept
      from agent`,
  );
  const wanted = process.env.ARGOS_TEST_NOW;
  const nowMs = Date.now();
  // Nothing comes near an hour but two clocks that differ.
  const all = [row?.now, row?.clock, row?.kept, wanted ? new Date(wanted) : new Date()];
  for (const at of all) expect(at?.getTime()).toBeWithin(nowMs - hourMs, nowMs + hourMs);
});
