import { ArgosError } from "../base/error.ts";
import type { Database } from "../db/connect.ts";
import { beginSilence, cutSilence, endMaintenance, prolongSilence } from "../server/silences/keep.ts";
import { silenceItem, tooManySilences } from "../server/silences/silence-item.ts";
import { listActiveSilences, type StoredSilence } from "../store/silences.ts";
import type { SilenceDesk } from "./silence-desk.ts";

/** Silences of a database. */
export function createDatabaseSilences(db: Database): SilenceDesk {
  return {
    add: async (order) => written(await beginSilence(db, { ...order, kind: "silence" })),
    list: async () => (await db.run(listActiveSilences)).map(silenceItem),
    async end(id, by) {
      const silence = await cutSilence(db, { id, by });
      if (silence === undefined) throw new ArgosError("refused", `there is no silence ${id}`);
      return silenceItem(silence);
    },
    startMaintenance: async (order) => written(await prolongSilence(db, { ...order, kind: "maintenance" })),
    endMaintenance: async (match, by) => (await endMaintenance(db, { match, by })).map(silenceItem),
  };
}

function written(silence: StoredSilence | undefined) {
  if (silence === undefined) throw new ArgosError("refused", tooManySilences);
  return silenceItem(silence);
}
