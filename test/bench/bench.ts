import type { Database } from "../../src/db/connect.ts";
import type { FarmProcess } from "./farm-process.ts";

/** What every measurement stands on. */
export interface Bench {
  readonly farm: FarmProcess;
  /** A folder for this run's files. */
  readonly directory: string;
  readonly caFile: string;
  /** Makes an empty database; `url` is for the binary, `db` to look inside. */
  emptyDatabase(name: string): Promise<{ readonly url: string; readonly db: Database }>;
  /** The postmaster's process. */
  readonly postgresPid: number;
}

/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly wanted: string;
}
