import type { SilenceOrder } from "../checks/silence-order.ts";
import type { EndedSilences, SilenceItem } from "../contract/v1/silence.ts";
import { askServer, listFromServer, type ServerPlace } from "./ask-server.ts";
import type { SilenceDesk } from "./silence-desk.ts";

/** Silences that are read at most: as many as there may be. */
const rowsMax = 2000;

/** Silences of a server elsewhere, through its API. */
export function createServerSilences(server: ServerPlace): SilenceDesk {
  return {
    add: async ({ by, ...order }) =>
      await askServer<SilenceItem>(server, { method: "POST", path: "silences", query: { by }, body: wordsOf(order) }),
    list: async () =>
      await listFromServer<SilenceItem>(server, { path: "silences", query: { active: "true" }, rowsMax }),
    end: async (id, by) =>
      await askServer<SilenceItem>(server, { method: "DELETE", path: `silences/${id}`, query: { by } }),
    async startMaintenance({ by, ...order }) {
      const call = { method: "POST", path: "maintenance/start", query: { by }, body: wordsOf(order) } as const;
      return await askServer<SilenceItem>(server, call);
    },
    async endMaintenance(match, by) {
      const call = { method: "POST", path: "maintenance/end", query: { by }, body: { match } } as const;
      return (await askServer<EndedSilences>(server, call)).items;
    },
  };
}

function wordsOf({ match, forMs, comment }: Omit<SilenceOrder, "by">) {
  return { match, for: `${forMs}ms`, comment };
}
