import { type Static, Type } from "@sinclair/typebox";
import { oneOf } from "../one-of.ts";
import { BigId, Count, closed, Id, Instant, nullable } from "./fields.ts";
import { ProblemDetails } from "./problem.ts";

/** What made a server read its configuration. */
export const attemptSources = ["start", "signal", "api", "page"] as const;
export type AttemptSource = (typeof attemptSources)[number];

/** What came of it. */
export const attemptOutcomes = ["applied", "refused", "failed"] as const;
export type AttemptOutcome = (typeof attemptOutcomes)[number];

/** Something wrong at a place of the configuration. */
export const ConfigProblem = Type.Object(
  {
    file: Type.String(),
    line: nullable(Type.Integer({ minimum: 1, description: "from 1; null where it is about the whole" })),
    column: nullable(Type.Integer({ minimum: 1, description: "from 1, in UTF-16 units" })),
    message: Type.String({ description: "what is wrong and what to write instead; never a secret" }),
  },
  closed,
);
export type ConfigProblem = Static<typeof ConfigProblem>;

/** A target as a change names it. */
export const ChangedTarget = Type.Object(
  { domain: Type.String(), method: Type.String(), url: Type.String({ description: "without what opens doors" }) },
  closed,
);
export type ChangedTarget = Static<typeof ChangedTarget>;

/** What a revision changed: the first targets of each kind. */
export const ConfigDiff = Type.Object(
  {
    added: Type.Array(ChangedTarget),
    changed: Type.Array(ChangedTarget),
    removed: Type.Array(ChangedTarget),
  },
  closed,
);
export type ConfigDiff = Static<typeof ConfigDiff>;

const known = "null where an older version applied it";

/** One configuration that was in force, or is. */
export const ConfigRevisionItem = Type.Object(
  {
    id: Id,
    digest: Type.String({ description: "of what is watched and how; the same for the same" }),
    appliedAt: Instant,
    added: { ...Count, description: "targets" },
    changed: { ...Count, description: "targets" },
    removed: { ...Count, description: "targets" },
    sites: nullable({ ...Count, description: known }),
    targets: nullable({ ...Count, description: known }),
    checks: nullable({ ...Count, description: known }),
    runsPerMinute: nullable(Type.Number({ description: `runs that the schedules want; ${known}` })),
  },
  closed,
);
export type ConfigRevisionItem = Static<typeof ConfigRevisionItem>;

/** One time a server read its configuration. */
export const ConfigAttemptItem = Type.Object(
  {
    id: BigId,
    server: Type.String({ description: "host:process" }),
    alive: Type.Boolean({ description: "whether that server runs now" }),
    at: Instant,
    source: oneOf(attemptSources),
    outcome: oneOf(attemptOutcomes, "refused: it has problems and changed nothing; failed: it could not be tried"),
    revision: nullable(Id),
    problems: Type.Array(ConfigProblem, { description: "the first ten" }),
    problemCount: Count,
  },
  closed,
);
export type ConfigAttemptItem = Static<typeof ConfigAttemptItem>;

/** What is kept of the problems of one attempt. */
export const ConfigProblems = Type.Array(ConfigProblem);

/** The configuration in force, and what became of the latest attempts to change it. */
export const ConfigurationDetail = Type.Object(
  {
    revision: nullable(ConfigRevisionItem),
    diff: nullable(ConfigDiff),
    attempts: Type.Array(ConfigAttemptItem),
  },
  closed,
);
export type ConfigurationDetail = Static<typeof ConfigurationDetail>;

/** A reload that was applied. */
export const Reloaded = Type.Object(
  {
    added: { ...Count, description: "targets" },
    changed: { ...Count, description: "targets" },
    removed: { ...Count, description: "targets" },
    revision: Id,
  },
  closed,
);
export type Reloaded = Static<typeof Reloaded>;

/** The refusal of a file with problems (RFC 9457, with a member of its own). */
export const ReloadProblem = Type.Object(
  { ...ProblemDetails.properties, problems: Type.Array(ConfigProblem) },
  { description: "RFC 9457, as application/problem+json" },
);
