import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../src/base/clock.ts";
import { loggerOf } from "../../src/base/log.ts";
import { loadConfigOrExplain } from "../../src/cli/config-file.ts";
import { type ConfigInForce, holdConfig } from "../../src/cli/config-in-force.ts";
import { createReload } from "../../src/cli/reload.ts";
import { runningConfig } from "../../src/config/running.ts";
import type { Database } from "../../src/db/connect.ts";
import type { Reload } from "../../src/server/config/reload.ts";
import { createMeters } from "../../src/server/metrics/meters.ts";

/** A configuration file on disk and what reads it again, as `argos serve` has them. */
export interface ServerPlace extends Disposable {
  readonly file: string;
  readonly inForce: ConfigInForce;
  readonly reload: Reload;
  write(text: string): void;
}

/** A place whose file holds `text`, which must be good. */
export function serverPlace(db: Database, text: string, server = "here:1"): ServerPlace {
  const folder = mkdtempSync(join(tmpdir(), "argos-reload-"));
  const file = join(folder, "argos.yaml");
  writeFileSync(file, text);
  const inForce = holdConfig(runningConfig(loadConfigOrExplain(file)));
  const settings = { refresh: () => Promise.resolve() };
  return {
    file,
    inForce,
    reload: createReload({
      path: file,
      server,
      db,
      inForce,
      settings,
      meters: createMeters(systemClock),
      log: loggerOf("test"),
    }),
    write: (next) => writeFileSync(file, next),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
