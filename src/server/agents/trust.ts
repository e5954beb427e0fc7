import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import type { RunResult } from "../../contract/agent.ts";
import type { Database } from "../../db/connect.ts";
import { isolateAgent, trustAgent } from "../../store/agents.ts";
import { clearLosses } from "../../store/lost-leases.ts";
import type { SettingsInForce } from "../config/in-force.ts";
import { closeSystemIncident, openSystemIncident } from "../incidents/system-incident.ts";
import { judgeLosses } from "./idle-hands.ts";
import { createProbation, type Probation } from "./probation.ts";
import { doubtOf, isBack, noteOf, type RunNote, windowMax } from "./run-window.ts";
import { createStandings, type Standing } from "./standings.ts";

/** Agents whose runs are remembered at most; the one heard of longest ago is forgotten first. */
const rememberedMax = 10_000;

/** How far one posted batch is trusted: whole or not at all, so not when the agent was in doubt at any point of it. */
export interface Weighing {
  /**
   * Takes note of runs and returns the standing of the batch so far. Only runs that answer a lease of the agent may come
   * here: an agent could make up any others. A run counts once, however often its part of the batch is tried.
   */
  weigh(runs: readonly RunResult[]): Standing;
  /** Isolates the agent or takes it back, and reports it, where the weighed runs decide that. */
  conclude(): Promise<void>;
}

/** Decides whether agents are believed, from their latest runs. */
export interface AgentTrust {
  /** Opens the weighing of one posted batch. */
  openWeighing(agentId: number): Promise<Weighing>;
  /** What the agent is, at most some seconds ago. */
  standingOf(agentId: number): Promise<Standing>;
  /** Whether another agent is alive and believed, at most some seconds ago. */
  othersTrusted(agentId: number): Promise<boolean>;
  /** How often in a row an agent lost leases without bringing anything, at most some seconds ago. */
  lostInRow(agentId: number): Promise<number>;
  /** How much work isolated agents get. */
  readonly probation: Probation;
}

export interface TrustDeps {
  readonly db: Database;
  /** Where these have canaries, agents ask them before they call a target silent. */
  readonly settings: Pick<SettingsInForce, "newerThan">;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Trust over the `agent` table: each server remembers runs of its own, the standing is shared by all. */
export function createAgentTrust(deps: TrustDeps): AgentTrust {
  const standings = createStandings(deps.db, deps.clock, async (agentId, losses) => {
    const verdict = judgeLosses(losses);
    if (verdict.kind === "fine") await deps.db.run((sql) => clearLosses(sql, agentId));
    if (verdict.kind !== "doubted") return;
    await isolate(deps, agentId, verdict.doubt);
    standings.forget();
  });
  const memory = createRunMemory();
  return {
    async openWeighing(agentId) {
      const standing = await standings.of(agentId);
      const asksCanaries = (deps.settings.newerThan(undefined)?.probe.canaries.length ?? 0) > 0;
      const weighed = new Set<RunResult>();
      let change: Change | undefined;
      return {
        weigh(runs) {
          const unseen = runs.filter((run) => !weighed.has(run));
          for (const run of unseen) weighed.add(run);
          change ??= memory.add(agentId, unseen, { standing, asksCanaries });
          return change === undefined ? standing : "isolated";
        },
        async conclude() {
          if (change === undefined) return;
          if (change.kind === "back") await takeBack(deps, agentId);
          else await isolate(deps, agentId, change.doubt);
          standings.forget();
        },
      };
    },
    standingOf: standings.of,
    othersTrusted: standings.othersTrusted,
    lostInRow: standings.lostInRow,
    probation: createProbation(deps.clock),
  };
}

/** What an agent's runs come to, where they come to something. */
type Change = { readonly kind: "back" } | { readonly kind: "doubted"; readonly doubt: string };

interface AgentNow {
  readonly standing: Standing;
  readonly asksCanaries: boolean;
}

/** Remembers the latest runs of each agent since it became what it is. */
function createRunMemory() {
  const remembered = new Map<number, { readonly standing: Standing; readonly notes: RunNote[] }>();

  /** Where another server has changed the standing, the runs before are void. */
  function recall(agentId: number, standing: Standing): RunNote[] {
    const known = remembered.get(agentId);
    const notes = known?.standing === standing ? known.notes : [];
    remembered.delete(agentId);
    remembered.set(agentId, { standing, notes });
    for (const oldest of remembered.keys()) {
      if (remembered.size <= rememberedMax) break;
      remembered.delete(oldest);
    }
    return notes;
  }

  return {
    add(agentId: number, runs: readonly RunResult[], agent: AgentNow): Change | undefined {
      const notes = recall(agentId, agent.standing);
      for (const run of runs) {
        remember(notes, run);
        const change = changeOf(notes, agent);
        if (change === undefined) continue;
        remembered.delete(agentId);
        return change;
      }
      return undefined;
    },
  };
}

function remember(notes: RunNote[], run: RunResult): void {
  const note = noteOf(run);
  if (note === undefined) return;
  notes.push(note);
  if (notes.length > windowMax) notes.shift();
}

function changeOf(notes: readonly RunNote[], agent: AgentNow): Change | undefined {
  if (agent.standing === "isolated") return isBack(notes) ? { kind: "back" } : undefined;
  const doubt = doubtOf(notes, agent);
  return doubt === undefined ? undefined : { kind: "doubted", doubt };
}

/** The update elects the one server that tells. */
async function isolate({ db, log }: TrustDeps, agentId: number, doubt: string): Promise<void> {
  const agent = await db.transaction(async (tx) => {
    const name = await isolateAgent(tx, agentId, doubt);
    if (name === undefined) return undefined;
    const message = `the agent is not believed and gets hardly any work: ${doubt}`;
    await openSystemIncident(tx, {
      subject: subjectOfAgent(agentId),
      agentId,
      name,
      reason: "agent-isolated",
      message,
    });
    return name;
  });
  if (agent !== undefined) log.warning("an agent is isolated: its results move nothing", { agent, why: doubt });
}

/** The update elects the one server that tells. */
async function takeBack({ db, log }: TrustDeps, agentId: number): Promise<void> {
  const agent = await db.transaction(async (tx) => {
    const name = await trustAgent(tx, agentId);
    if (name !== undefined) await closeSystemIncident(tx, subjectOfAgent(agentId));
    return name;
  });
  if (agent !== undefined) log.info("an agent is believed again", { agent });
}

/** What the incident of an isolated agent is about. */
export function subjectOfAgent(agentId: number): string {
  return `agent:${agentId}`;
}
