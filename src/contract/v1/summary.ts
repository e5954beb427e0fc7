import { type Static, Type } from "@sinclair/typebox";
import { Count, closed, Id, Instant, Milliseconds, nullable } from "./fields.ts";

/** How it stands. Costs the same for ten sites and for a hundred thousand. */
export const Summary = Type.Object(
  {
    checks: Type.Object({ ok: Count, unknown: Count, warning: Count, critical: Count }, closed),
    sites: nullable(
      Type.Object(
        { ok: Count, unknown: Count, warning: Count, critical: Count },
        { ...closed, description: "sites by their worst check, up to 10 s old; null before they were first counted" },
      ),
    ),
    dueTargets: Type.Integer({ minimum: 0, description: "targets that are due and wait for an agent" }),
    oldestDueMs: Type.Number({ description: "milliseconds since the longest waiting one was due; 0 when none waits" }),
    newestResultAt: nullable(Instant),
    dataAgeMs: nullable(Milliseconds),
    agentsSeen: Type.Integer({ minimum: 0, description: "agents heard of in the last 30 seconds, of the latest 100" }),
  },
  closed,
);
export type Summary = Static<typeof Summary>;

/** What an agent says that it carries. */
const AgentLoadField = Type.Object(
  {
    inFlight: { ...Count, description: "probes under way" },
    slots: { ...Count, description: "probes that may be under way at once" },
    cpuShare: Type.Number({ minimum: 0, description: "processor time of its process: 1 is one core" }),
    limited: Type.Boolean({ description: "whether its processor is what decides how long a probe takes" }),
  },
  { ...closed, description: "what it says that it carries; null for one that does not say" },
);

export const AgentItem = Type.Object(
  {
    id: Id,
    name: Type.String(),
    version: Type.String(),
    startedAt: Instant,
    lastSeenAt: Instant,
    isolatedAt: nullable(Instant),
    isolation: nullable(Type.String({ description: "why nothing it says moves anything" })),
    load: nullable(AgentLoadField),
    runsPerMinute: Type.Number({ minimum: 0, description: "runs that it brought in about the last minute" }),
  },
  closed,
);
export type AgentItem = Static<typeof AgentItem>;

/** Whether the agents are enough. */
const WorkforceField = Type.Object(
  {
    wantedPerMinute: nullable(Type.Number({ description: "runs that the configuration wants; null while not known" })),
    donePerMinute: Type.Number({ description: "runs of the agents that live and are believed, rechecks among them" }),
    agentsNeeded: nullable(
      Type.Number({ description: "how many agents such as these it takes; null while they are too idle to tell" }),
    ),
  },
  closed,
);

export const AgentList = Type.Object({ items: Type.Array(AgentItem), work: WorkforceField }, closed);
