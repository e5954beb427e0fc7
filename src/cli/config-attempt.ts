import { ArgosError, messageOf } from "../base/error.ts";
import type { Logger } from "../base/log.ts";
import type { DatabaseSettings } from "../config/config.ts";
import type { AttemptSource, ConfigProblem } from "../contract/v1/configuration.ts";
import { connectDatabase, type Database } from "../db/connect.ts";
import type { Applied } from "../server/config/apply.ts";
import { shownProblems } from "../server/config/reload.ts";
import { insertAttempt } from "../store/config-attempts.ts";
import { serverName } from "./server-name.ts";

/** Who read a configuration file, and why. */
export interface Attempt {
  readonly path: string;
  /** `host:process`. */
  readonly server: string;
  readonly source: AttemptSource;
  readonly log: Logger;
}

/**
 * Applies a configuration that could be read and records what came of it. Throws what applying throws; ArgosError "config"
 * for one that is refused.
 */
export async function attemptApply(
  db: Database,
  { path, server, source, log }: Attempt,
  apply: () => Promise<Applied>,
): Promise<Applied> {
  try {
    const applied = await apply();
    const { revision } = applied;
    await db.run((sql) => insertAttempt(sql, { server, source, outcome: "applied", revision, problems: [] }));
    return applied;
  } catch (thrown) {
    const problems = shownProblems([problemOf(path, thrown)]);
    const outcome = thrown instanceof ArgosError && thrown.code === "config" ? "refused" : "failed";
    await db
      .run((sql) => insertAttempt(sql, { server, source, outcome, revision: null, problems }))
      .catch((cause: unknown) => log.warning("cannot record the attempt", { error: messageOf(cause) }));
    throw thrown;
  }
}

/** What is wrong with a configuration as a whole. */
export function problemOf(file: string, thrown: unknown): ConfigProblem {
  return { file, line: null, column: null, message: messageOf(thrown) };
}

/** Records that a file could not be put in force. */
export async function recordRefusal(
  db: Database,
  { server, source }: Pick<Attempt, "server" | "source">,
  problems: readonly ConfigProblem[],
): Promise<void> {
  const attempt = { server, source, outcome: "refused", revision: null } as const;
  await db.run((sql) => insertAttempt(sql, { ...attempt, problems: shownProblems(problems) }));
}

/** Lets the servers that run know of a start that its file prevents, where the file says at least which database they share. */
export async function tellOfBadStart(
  database: DatabaseSettings | undefined,
  problems: readonly ConfigProblem[],
  log: Logger,
): Promise<void> {
  const address = database?.url?.reveal();
  if (address === undefined) return;
  try {
    await using db = await connectDatabase({ address, poolSize: 1, applicationName: "argos serve", log });
    await recordRefusal(db, { server: serverName(), source: "start" }, problems);
  } catch (thrown) {
    log.warning("the other servers do not learn of this", { error: messageOf(thrown) });
  }
}
