import { messageOf } from "../../src/base/error.ts";
import { loggerOf } from "../../src/base/log.ts";
import { startEmbedded } from "../../src/db/embedded/start.ts";

/** A process that runs the embedded database in its argument's directory, to be killed: says `ready` or what was wrong. */
try {
  await using _database = await startEmbedded({ stateDirectory: process.argv[2] ?? "", log: loggerOf("test") });
  process.stdout.write("ready\n");
  await new Promise((resolve) => process.once("SIGTERM", resolve));
} catch (thrown) {
  process.stdout.write(`${messageOf(thrown)}\n`);
  process.exitCode = 1;
}
