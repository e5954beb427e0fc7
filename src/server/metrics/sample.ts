import { type Severity, severities } from "../../base/severity.ts";
import { aliveSeconds } from "../agents/registry.ts";
import type { Published } from "../published/publish.ts";
import { type MetricSpec, readings } from "./catalogue.ts";
import type { MetricsRead } from "./read-metrics.ts";

/** One value of a metric. */
export interface Sample {
  readonly spec: MetricSpec;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A value of a metric; labels by their names. */
export function sample(spec: MetricSpec, value: number, labels: Sample["labels"] = {}): Sample {
  return { spec, value, labels };
}

/** What the configuration in force says. */
export function configurationSamples({ siteCount, targetCount }: Published): Sample[] {
  return [sample(readings.sites, siteCount), sample(readings.targets, targetCount)];
}

/** What the database says; seconds and bytes, as Prometheus wants them. */
export function databaseSamples(read: MetricsRead, nowMs: number): Sample[] {
  const { lateness, age, messages, revision } = read;
  return [
    ...bySeverity(readings.checks, read.checks),
    sample(readings.dueTargets, lateness.due),
    sample(readings.oldestDue, lateness.oldestDueMs / 1000),
    ...(age === undefined ? [] : [sample(readings.resultAge, age.ageMs / 1000)]),
    sample(readings.resultsStored, read.resultsStored),
    ...bySeverity(readings.incidentsOpen, read.incidents).filter(({ labels }) => labels.severity !== "ok"),
    sample(readings.causesOpen, read.causes),
    ...agentSamples(read.agents, nowMs),
    sample(readings.messages, messages.waiting, { state: "waiting" }),
    sample(readings.messages, messages.sealed, { state: "sealed" }),
    sample(readings.messages, messages.dead, { state: "dead" }),
    sample(readings.messageAge, read.oldestMessageMs / 1000),
    ...(revision === undefined
      ? []
      : [sample(readings.revision, revision.id), sample(readings.revisionAt, seconds(revision.appliedAt))]),
    ...read.duties.flatMap(dutySamples),
  ];
}

function bySeverity(spec: MetricSpec, counts: Readonly<Record<Severity, number>>): Sample[] {
  return severities.map((severity) => sample(spec, counts[severity], { severity }));
}

function agentSamples(agents: MetricsRead["agents"], nowMs: number): Sample[] {
  const states = agents.map(({ isolatedAt, lastSeenAt }) => {
    if (isolatedAt !== null) return "isolated";
    return nowMs - lastSeenAt.getTime() <= aliveSeconds * 1000 ? "alive" : "silent";
  });
  return [
    ...(["alive", "silent", "isolated"] as const).map((state) =>
      sample(readings.agents, states.filter((one) => one === state).length, { state }),
    ),
    ...agents.map(({ name, lastSeenAt }) => sample(readings.agentSeen, seconds(lastSeenAt), { agent: name })),
  ];
}

function dutySamples({ name, completedAt, isFailing }: MetricsRead["duties"][number]): Sample[] {
  if (completedAt === null) return [];
  return [
    sample(readings.dutyRun, seconds(completedAt), { duty: name }),
    sample(readings.dutyFailing, isFailing ? 1 : 0, { duty: name }),
  ];
}

function seconds(at: Date): number {
  return at.getTime() / 1000;
}
