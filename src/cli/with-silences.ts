import { createDatabaseSilences } from "./database-silences.ts";
import type { DeskOptions } from "./desk-options.ts";
import { withDesk } from "./open-desk.ts";
import { createServerSilences } from "./server-silences.ts";
import type { SilenceDesk } from "./silence-desk.ts";

/** Works on the silences of the server, or of the database, that the options name. */
export async function withSilences<T>(options: DeskOptions, work: (desk: SilenceDesk) => Promise<T>): Promise<T> {
  const kind = { command: "silence", ofServer: createServerSilences, ofDatabase: createDatabaseSilences };
  return await withDesk(options, kind, work);
}
