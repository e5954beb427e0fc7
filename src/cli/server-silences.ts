import type { SilenceOrder } from "../checks/silence-order.ts";
import { EndedSilences, SilenceItem } from "../contract/v1/silence.ts";
import { askServer, listFromServer, type ServerPlace } from "./ask-server.ts";
import type { SilenceDesk } from "./silence-desk.ts";

/** Silences that are read at most: as many as there may be. */
const rowsMax = 2000;

/** Silences of a server elsewhere, through its API. */
export function createServerSilences(server: ServerPlace): SilenceDesk {
  const write = async (path: string, by: string, body: object) =>
    await askServer(server, { method: "POST", path, query: { by }, body }, SilenceItem);
  return {
    add: ({ by, ...order }) => write("silences", by, wordsOf(order)),
    list: async () =>
      await listFromServer(server, { path: "silences", query: { active: "true" }, rowsMax }, SilenceItem),
    end: async (id, by) =>
      await askServer(server, { method: "DELETE", path: `silences/${id}`, query: { by } }, SilenceItem),
    startMaintenance: ({ by, ...order }) => write("maintenance/start", by, wordsOf(order)),
    async endMaintenance(match, by) {
      const call = { method: "POST", path: "maintenance/end", query: { by }, body: { match } } as const;
      return (await askServer(server, call, EndedSilences)).items;
    },
  };
}

function wordsOf({ match, forMs, comment }: Omit<SilenceOrder, "by">) {
  return { match, for: `${forMs}ms`, comment };
}
