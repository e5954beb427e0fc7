import { type Static, Type } from "@sinclair/typebox";
import { WorstCheckItem } from "./check.ts";
import { Count, closed, Milliseconds, nullable } from "./fields.ts";

/** How all sites stand, or some of them: what a monitor of monitors asks for. */
export const Standing = Type.Object(
  {
    sites: nullable(
      Type.Integer({ minimum: 0, description: "sites of the configuration that were asked for; null for all" }),
    ),
    sitesCut: Type.Boolean({ description: "more sites than are looked at: what follows is about the first 10,000" }),
    checks: Type.Object({ ok: Count, unknown: Count, warning: Count, critical: Count }, closed),
    worst: Type.Array(WorstCheckItem, { maxItems: 20, description: "the gravest that are not ok" }),
    dueTargets: Type.Integer({ minimum: 0, description: "targets of all sites that wait for an agent" }),
    oldestDueMs: Milliseconds,
    dataAgeMs: nullable(Milliseconds),
    agentsSeen: Type.Integer({ minimum: 0, description: "agents heard of in the last 30 seconds, of the latest 100" }),
  },
  closed,
);
export type Standing = Static<typeof Standing>;
