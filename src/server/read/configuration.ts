import { Value } from "@sinclair/typebox/value";
import { ConfigDiff, type ConfigProblem, ConfigProblems } from "../../contract/v1/configuration.ts";
import type { Database } from "../../db/connect.ts";
import { type AttemptRow, findAttempt, listAttempts, listStandingRefusals } from "../../store/config-attempts.ts";
import { findRevisionDiff, listRevisions, type RevisionRow } from "../../store/revision-rows.ts";
import { serverAliveSeconds } from "../config/server-watch.ts";
import { type Page, pageOf } from "../page-of.ts";

/** Revisions of one page, and attempts that are shown. */
const revisionsMax = 20;
const attemptsMax = 20;

/** An attempt with what is known of its problems. */
export interface ConfigAttempt extends Omit<AttemptRow, "problems"> {
  /** The first ten. */
  readonly problems: readonly ConfigProblem[];
}

/** Why a server that lives goes by an older configuration: its latest attempt, with all that is kept of its problems. */
export interface StandingRefusal extends Pick<AttemptRow, "server" | "at"> {
  readonly problems: readonly ConfigProblem[];
}

export interface ConfigurationRead {
  /** Undefined before the first configuration. */
  readonly inForce: RevisionRow | undefined;
  /** A revision whose changes are shown, with them; undefined where they are kept no longer. */
  readonly shown: { readonly revision: RevisionRow; readonly diff: ConfigDiff | undefined } | undefined;
  /** The latest first. */
  readonly revisions: Page<RevisionRow>;
  readonly attempts: readonly ConfigAttempt[];
  /** Undefined while every server goes by its file. */
  readonly refusal: StandingRefusal | undefined;
}

/** What is in force, what changed last, and how the latest attempts went: at most seven queries. */
export async function readConfiguration(
  db: Database,
  wanted: { readonly revisionId?: number | undefined; readonly beforeId?: number | undefined } = {},
): Promise<ConfigurationRead> {
  const { revisionId, beforeId } = wanted;
  return await db.run(async (sql) => {
    const [[inForce], found, attempts, asked, [refused]] = await Promise.all([
      listRevisions(sql, { beforeId: undefined, limit: 1 }),
      listRevisions(sql, { beforeId, limit: revisionsMax + 1 }),
      listAttempts(sql, { limit: attemptsMax, aliveSeconds: serverAliveSeconds }),
      revisionId === undefined ? [] : listRevisions(sql, { beforeId: revisionId + 1, limit: 1 }),
      listStandingRefusals(sql, { limit: 1, aliveSeconds: serverAliveSeconds }),
    ]);
    const revision = revisionId === undefined ? inForce : asked.find((one) => one.id === revisionId);
    const [diff, refusal] = await Promise.all([
      revision === undefined ? undefined : findRevisionDiff(sql, revision.id),
      refused === undefined ? undefined : findAttempt(sql, refused.attemptId),
    ]);
    return {
      inForce,
      shown: revision && { revision, diff: Value.Check(ConfigDiff, diff) ? diff : undefined },
      revisions: pageOf(found, revisionsMax),
      attempts: attempts.map(knownAttempt),
      refusal: refusal && { server: refusal.server, at: refusal.at, problems: knownProblems(refusal.problems) },
    };
  });
}

function knownAttempt({ problems, ...attempt }: AttemptRow): ConfigAttempt {
  return { ...attempt, problems: knownProblems(problems) };
}

/** None where another version stored them in another shape. */
function knownProblems(stored: unknown): readonly ConfigProblem[] {
  return Value.Check(ConfigProblems, stored) ? stored : [];
}
