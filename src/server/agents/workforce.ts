import type { AgentRow } from "../../store/agents.ts";

/** What must be done, what is done, and how many agents that would take. */
export interface Workforce {
  /** Runs a minute that the configuration in force wants; null where an older version applied it. */
  readonly wantedPerMinute: number | null;
  /** Runs a minute of the agents that live and are believed, rechecks among them. */
  readonly donePerMinute: number;
  /** How many agents such as these the configuration needs; null where they are too idle, or say too little, to tell. */
  readonly agentsNeeded: number | null;
}

/** A processor share at which an agent does as much as it can: from here on it holds itself back. */
const fullShare = 0.9;

/** An agent that is busy for less than this does not show what it could do. */
const busyMin = 0.02;

/** Compares what is wanted with what these agents do: what each could do is what it does, by how busy that makes it. */
export function workforceOf(wantedPerMinute: number | null, working: readonly AgentRow[]): Workforce {
  const donePerMinute = working.reduce((sum, one) => sum + one.runsPerMinute, 0);
  const capacities = working.flatMap((one) => capacityOf(one) ?? []);
  const agentsNeeded =
    wantedPerMinute === null || capacities.length === 0
      ? null
      : wantedPerMinute / (capacities.reduce((sum, one) => sum + one, 0) / capacities.length);
  return { wantedPerMinute, donePerMinute, agentsNeeded };
}

/** Runs a minute that an agent could do; undefined where that cannot be told. */
function capacityOf({ load, runsPerMinute }: AgentRow): number | undefined {
  if (load === null || load.slots === 0 || runsPerMinute < 1) return undefined;
  const busy = Math.max(load.cpuShare / fullShare, load.inFlight / load.slots);
  return busy < busyMin ? undefined : runsPerMinute / Math.min(1, busy);
}
