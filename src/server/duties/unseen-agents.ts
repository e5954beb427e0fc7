import type { Logger } from "../../base/log.ts";
import { deleteOldAddresses } from "../../store/agent-addresses.ts";
import { deleteOldNames } from "../../store/agent-names.ts";
import { forgetUnseenAgents } from "../agents/forget.ts";
import type { Duty } from "./duty.ts";

/** How long an agent must be unheard of to be forgotten, and its name free for others, in milliseconds. */
const agentAgeMs = 7 * 86_400_000;

/** How long an address that a token was shown from is no news, in milliseconds. */
const addressAgeMs = 90 * 86_400_000;

/** Agents forgotten in one transaction, and transactions in one turn: the rest waits for the next. */
const rowsMax = 500;
const turnsMax = 20;

/** Forgets agents that were not heard of for a week, and what was remembered of where tokens were shown. */
export function unseenAgentsDuty(log: Logger): Duty {
  return {
    name: "unseen-agents",
    everySeconds: 3600,
    run: async (db) => {
      let forgotten = 0;
      for (let turn = 0; turn < turnsMax; turn += 1) {
        const gone = await db.transaction((tx) => forgetUnseenAgents(tx, { ageMs: agentAgeMs, rowsMax }));
        forgotten += gone;
        if (gone < rowsMax) break;
      }
      if (forgotten > 0) log.info("forgot agents that were not heard of for a week", { agents: forgotten });
      await db.run((sql) => deleteOldNames(sql, agentAgeMs));
      await db.run((sql) => deleteOldAddresses(sql, addressAgeMs));
    },
  };
}
