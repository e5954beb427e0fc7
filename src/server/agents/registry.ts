import type { Clock } from "../../base/clock.ts";
import type { AgentLoad } from "../../contract/agent-load.ts";
import type { Database } from "../../db/connect.ts";
import { touchAgent } from "../../store/agents.ts";

/** An agent counts as alive when it was heard of within this many seconds. */
export const aliveSeconds = 30;

/** How often one agent's sign of life is written, in milliseconds. */
const touchEveryMs = 2000;

/** Agents held in memory at most; the oldest is forgotten first and only costs one more write. */
const rememberedMax = 10_000;

/** Who an agent says it is. */
export interface AgentCaller {
  readonly agent: string;
  readonly instance: string;
  readonly version: string;
}

/** What a request tells beside who sent it. */
export interface AgentSaid {
  readonly load?: AgentLoad | undefined;
  /** Runs that it brings. */
  readonly runs?: number;
}

/** Knows the agents' ids and writes their signs of life, seldom enough to cost nothing. */
export interface AgentRegistry {
  touch(caller: AgentCaller, said?: AgentSaid): Promise<number>;
}

interface Remembered {
  readonly id: number;
  readonly writtenMs: number;
  /** When runs were written. */
  readonly runsWrittenMs: number;
  /** Runs that are not written yet. */
  runs: number;
}

/** Runs are not kept back for longer than signs of life: another server may ask what an agent brought. */
function isDue({ writtenMs, runsWrittenMs, runs }: Remembered, nowMs: number): boolean {
  return nowMs - writtenMs >= touchEveryMs || (runs > 0 && nowMs - runsWrittenMs >= touchEveryMs);
}

/** A registry over the `agent` table. */
export function createAgentRegistry(db: Database, clock: Clock): AgentRegistry {
  const known = new Map<string, Remembered>();
  return {
    async touch(caller, { load, runs = 0 } = {}) {
      const name = `${caller.agent}\n${caller.instance}`;
      const nowMs = clock.monotonicMs();
      const seen = known.get(name);
      if (seen !== undefined) seen.runs += runs;
      if (seen !== undefined && !isDue(seen, nowMs)) return seen.id;
      const { agent, instance, version } = caller;
      const brought = seen?.runs ?? runs;
      if (seen !== undefined) seen.runs = 0;
      const id = await db.run((sql) => touchAgent(sql, { name: agent, instance, version, load, runs: brought }));
      const runsWrittenMs = brought > 0 ? nowMs : (seen?.runsWrittenMs ?? Number.NEGATIVE_INFINITY);
      known.delete(name);
      known.set(name, { id, writtenMs: nowMs, runsWrittenMs, runs: seen?.runs ?? 0 });
      for (const oldest of known.keys()) {
        if (known.size <= rememberedMax) break;
        known.delete(oldest);
      }
      return id;
    },
  };
}
