import { loggerOf } from "../../src/base/log.ts";
import { connectDatabase } from "../../src/db/connect.ts";
import type { DatabaseAddress } from "../../src/db/database-address.ts";
import { migrate } from "../../src/db/migrate.ts";
import type { Migration } from "../../src/db/migrations/list.ts";

/** A process that migrates, to be started many times or killed: prints the names of what it applied as JSON. */
const job: { address: DatabaseAddress; steps: Migration[] } = JSON.parse(process.argv[2] ?? "{}");
await using database = await connectDatabase({
  address: job.address,
  poolSize: 1,
  applicationName: "argos test migrator",
  deadlineMs: 60_000,
  log: loggerOf("test"),
});
const { applied } = await migrate(database, job.steps);
process.stdout.write(JSON.stringify(applied));
