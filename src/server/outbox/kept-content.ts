import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { severities } from "../../base/severity.ts";
import { reasons } from "../../checks/reason.ts";
import { languages } from "../../config/notifications.ts";
import { oneOf } from "../../contract/one-of.ts";
import type { Bulletin, Change, Item } from "../../notify/bulletin.ts";

const changes = [
  "opened",
  "escalated",
  "flapping",
  "lasting",
  "recovered",
  "passed",
  "removed",
] as const satisfies readonly Change[];

const KeptItem = Type.Object({
  incidentId: Type.Integer(),
  change: oneOf(changes),
  severity: oneOf(severities),
  worstSeverity: oneOf(severities),
  reason: oneOf(reasons),
  message: Type.String(),
  domain: Type.String(),
  url: Type.String(),
  checkKey: Type.String(),
  openedMs: Type.Number(),
  closedMs: Type.Optional(Type.Number()),
  definedAt: Type.String(),
  labels: Type.Record(Type.String(), Type.String()),
  agent: Type.Optional(Type.String()),
  links: Type.Optional(
    Type.Object({
      incident: Type.String(),
      acknowledge: Type.Optional(Type.String()),
      silence: Type.Optional(Type.String()),
    }),
  ),
});

/** A bulletin as the database keeps it while its message may have to be sent again: JSON leaves out what is undefined. */
const KeptBulletin = Type.Object({
  language: oneOf(languages),
  nowMs: Type.Number(),
  timeZone: Type.String(),
  home: Type.Optional(Type.String()),
  sections: Type.Array(
    Type.Object({
      cause: Type.Object({
        id: Type.Integer(),
        kind: oneOf(["address", "issuer", "reason", "agents"]),
        value: Type.String(),
        reason: oneOf(reasons),
        openedMs: Type.Number(),
        incidents: Type.Integer(),
        openIncidents: Type.Integer(),
      }),
      items: Type.Array(KeptItem),
      more: Type.Integer(),
      sites: Type.Optional(Type.Integer()),
    }),
    { minItems: 1 },
  ),
});

/** The bulletin that was kept with a sealed message; undefined for none, or for one of a version with another shape. */
export function parseContent(content: unknown): Bulletin | undefined {
  if (!Value.Check(KeptBulletin, content)) return undefined;
  const sections = content.sections.map((section) => ({ ...section, items: section.items.map(itemOf) }));
  return { ...content, home: content.home, sections };
}

function itemOf({ links, ...item }: Static<typeof KeptItem>): Item {
  return {
    ...item,
    closedMs: item.closedMs,
    agent: item.agent,
    links: links && { incident: links.incident, acknowledge: links.acknowledge, silence: links.silence },
  };
}
