import type { TSchema } from "@sinclair/typebox";
import {
  LeaseRequest,
  ReleaseReply,
  ReleaseRequest,
  ResultsReply,
  ResultsRequest,
  RunResult,
  SeenCertificate,
} from "../../contract/agent.ts";
import { AuditItem } from "../../contract/v1/audit.ts";
import {
  AccountItem,
  PeriodField,
  SiteAvailabilityItem,
  TargetAvailabilityItem,
} from "../../contract/v1/availability.ts";
import { CauseItem } from "../../contract/v1/cause.ts";
import { CertificateItem, CertificateSummary } from "../../contract/v1/certificate.ts";
import { CheckItem, TransitionItem, WorstCheckItem } from "../../contract/v1/check.ts";
import {
  ChangedTarget,
  ConfigAttemptItem,
  ConfigDiff,
  ConfigProblem,
  ConfigRevisionItem,
  ConfigurationDetail,
  Reloaded,
  ReloadProblem,
} from "../../contract/v1/configuration.ts";
import { EvidenceItem } from "../../contract/v1/evidence.ts";
import { MatchCount, pageSchema, ReasonField, SeverityField } from "../../contract/v1/fields.ts";
import { IncidentDetail, IncidentItem } from "../../contract/v1/incident.ts";
import { MessageItem, MessageReplay, MessageStateField } from "../../contract/v1/message.ts";
import { ProblemDetails } from "../../contract/v1/problem.ts";
import { Rescheduled } from "../../contract/v1/reschedule.ts";
import { ResultItem } from "../../contract/v1/result.ts";
import {
  AcknowledgeReply,
  EndedSilences,
  MaintenanceEnd,
  MaintenanceStart,
  SilenceItem,
  SilenceRequest,
  SiteMatchField,
} from "../../contract/v1/silence.ts";
import { SiteDetail, SiteItem, SiteList } from "../../contract/v1/site.ts";
import { Standing } from "../../contract/v1/standing.ts";
import { AgentItem, AgentList, Summary } from "../../contract/v1/summary.ts";
import { TargetDetail, TargetItem } from "../../contract/v1/target.ts";
import { plainSchema } from "./json-schema.ts";
import { LeaseReply } from "./lease-reply.ts";
import { elementsOf, isObject, type Members, mapMembers, membersOf, type Node } from "./node.ts";

/** What clients get a type of, by its name. */
const named = {
  Problem: ProblemDetails,
  Severity: SeverityField,
  Reason: ReasonField,
  Period: PeriodField,
  MessageState: MessageStateField,
  MatchCount,
  ...{ AccountItem, AgentItem, AgentList, AuditItem, CauseItem, CertificateItem, CertificateSummary, ChangedTarget },
  ...{ CheckItem, ConfigAttemptItem, ConfigDiff, ConfigProblem, ConfigRevisionItem, ConfigurationDetail },
  ...{ EvidenceItem, IncidentDetail, IncidentItem, MessageItem, MessageReplay, Reloaded, ReloadProblem, Rescheduled },
  ...{ ResultItem, SiteAvailabilityItem, SiteDetail, SiteItem, SiteList, Standing, Summary, TargetAvailabilityItem },
  ...{ TargetDetail, TargetItem, TransitionItem, WorstCheckItem },
  ...{ AcknowledgeReply, EndedSilences, MaintenanceEnd, MaintenanceStart, SilenceItem, SilenceRequest },
  SiteMatch: SiteMatchField,
  ...{
    LeaseReply,
    LeaseRequest,
    ReleaseReply,
    ReleaseRequest,
    ResultsReply,
    ResultsRequest,
    RunResult,
    SeenCertificate,
  },
  AuditPage: pageSchema(AuditItem),
  CausePage: pageSchema(CauseItem),
  CertificatePage: pageSchema(CertificateItem),
  CheckPage: pageSchema(WorstCheckItem),
  IncidentPage: pageSchema(IncidentItem),
  MessagePage: pageSchema(MessageItem),
  ResultPage: pageSchema(ResultItem),
  SilencePage: pageSchema(SilenceItem),
  TransitionPage: pageSchema(TransitionItem),
} satisfies Readonly<Record<string, TSchema>>;

/** The named schemas, and what replaces each of them where it stands in the document by a reference. */
export function nameSchemas(): { readonly schemas: Members; readonly refer: (node: Node) => Node } {
  const plain = mapMembers(named, plainSchema);
  const names = new Map(Object.entries(plain).map(([name, schema]) => [canonical(schema), name]));
  const refer = (node: Node): Node => {
    if (Array.isArray(node)) return node.map(refer);
    if (!isObject(node)) return node;
    const name = names.get(canonical(node));
    if (name !== undefined) return referenceTo(name);
    const nullable = names.get(canonical(withoutNull(node)));
    if (nullable !== undefined) return { anyOf: [referenceTo(nullable), { type: "null" }] };
    return mapMembers(node, refer);
  };
  const schemas = mapMembers(plain, (schema, name) => ({ ...describedAs(name), ...mapMembers(schema, refer) }));
  return { schemas: { ...schemas, ResultsRequest: withRuns(membersOf(schemas.ResultsRequest)) }, refer };
}

/** The generator drops what a closed list says of itself. */
function describedAs(name: string): Members {
  const { description } = membersOf(Object.entries(named).find(([one]) => one === name)?.[1]);
  return description === undefined ? {} : { description };
}

/** The program judges results row by row, so that a bad one does not hold back the others; a client sends only good ones. */
function withRuns({ properties, ...request }: Members): Members {
  const { results, ...others } = membersOf(properties);
  return { ...request, properties: { ...others, results: { ...membersOf(results), items: referenceTo("RunResult") } } };
}

function referenceTo(name: string): Members {
  return { $ref: `#/components/schemas/${name}` };
}

/** What a schema was before null was allowed. */
function withoutNull(schema: Members): Members {
  const types = elementsOf(schema.type).filter((one) => one !== "null");
  if (types.length !== 1) return schema;
  const values = Array.isArray(schema.enum) ? { enum: schema.enum.filter((one) => one !== null) } : {};
  return { ...schema, type: types[0], ...values };
}

/** The same text for the same schema, whatever the order of its members and what it says of the place it stands at. */
function canonical(node: Node): string {
  const { description: _, ...schema } = membersOf(node);
  return JSON.stringify(schema, (_name, value: Node) =>
    isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  );
}
