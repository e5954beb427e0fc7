import { type Static, Type } from "@sinclair/typebox";
import { Count, closed, Id, Instant, Milliseconds, nullable } from "./fields.ts";

/** How it stands. Costs the same for ten sites and for a hundred thousand. */
export const Summary = Type.Object(
  {
    checks: Type.Object({ ok: Count, unknown: Count, warning: Count, critical: Count }, closed),
    dueTargets: Type.Integer({ minimum: 0, description: "targets that are due and wait for an agent" }),
    oldestDueMs: Type.Number({ description: "milliseconds since the longest waiting one was due; 0 when none waits" }),
    newestResultAt: nullable(Instant),
    dataAgeMs: nullable(Milliseconds),
    agentsSeen: Type.Integer({ minimum: 0, description: "agents heard of in the last 30 seconds, of the latest 100" }),
  },
  closed,
);
export type Summary = Static<typeof Summary>;

export const AgentItem = Type.Object(
  {
    id: Id,
    name: Type.String(),
    version: Type.String(),
    startedAt: Instant,
    lastSeenAt: Instant,
    isolatedAt: nullable(Instant),
    isolation: nullable(Type.String({ description: "why nothing it says moves anything" })),
  },
  closed,
);
export type AgentItem = Static<typeof AgentItem>;

export const AgentList = Type.Object({ items: Type.Array(AgentItem) }, closed);
