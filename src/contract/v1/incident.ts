import { type Static, Type } from "@sinclair/typebox";
import { eventKinds } from "../../checks/event-kind.ts";
import { oneOf } from "../one-of.ts";
import { CauseItem } from "./cause.ts";
import { EvidenceItem } from "./evidence.ts";
import { BigId, closed, Id, Instant, nullable, ReasonField, SeverityField } from "./fields.ts";

const about = oneOf(["target", "agent", "agents"], "a target, one agent, or that there is no agent");

const facts = {
  id: BigId,
  about,
  severity: SeverityField,
  worstSeverity: SeverityField,
  reason: ReasonField,
  message: Type.String({ description: "what was expected and what was seen" }),
  domain: Type.String({ description: "of the site; the agent's name for an agent, empty for all agents" }),
  url: Type.String({ description: "without user and password; empty for agents" }),
  check: Type.String({ description: "key of the gravest check; empty for agents" }),
  flapping: Type.Boolean({
    description: "whether it changed so often that it is told as its worst until it is steady",
  }),
  openedAt: Instant,
  closedAt: nullable(Instant),
  acknowledgedAt: nullable(Instant),
  acknowledgedBy: nullable(Type.String()),
  targetId: nullable(Id),
  causeId: BigId,
};

/** An incident in a list: from the settled severity of a target leaving ok until it is ok again. */
export const IncidentItem = Type.Object(facts, closed);
export type IncidentItem = Static<typeof IncidentItem>;

const eventKind = oneOf(eventKinds);

const event = Type.Object(
  {
    id: BigId,
    at: Instant,
    kind: eventKind,
    severity: SeverityField,
    reason: ReasonField,
    message: Type.String(),
    actor: nullable(Type.String({ description: "who did it, where somebody did" })),
  },
  closed,
);

/** An incident with what happened to it and what was seen. */
export const IncidentDetail = Type.Object(
  {
    ...facts,
    labels: Type.Record(Type.String(), Type.String()),
    definedAt: Type.String({ description: "file:line in the configuration; empty for agents" }),
    agent: nullable(Type.String({ description: "who saw it" })),
    siteId: nullable(Id),
    cause: nullable(CauseItem),
    events: Type.Array(event, { description: "the latest 100, oldest first" }),
    evidence: Type.Object({ failure: nullable(EvidenceItem), recovery: nullable(EvidenceItem) }, closed),
  },
  closed,
);
export type IncidentDetail = Static<typeof IncidentDetail>;
