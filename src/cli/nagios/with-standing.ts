import { runningConfig } from "../../config/running.ts";
import { standingItem } from "../../server/api/v1/standing-item.ts";
import { publish } from "../../server/published/publish.ts";
import { readStanding, type StandingWanted } from "../../server/read/standing.ts";
import { askServer } from "../ask-server.ts";
import type { DeskOptions } from "../desk-options.ts";
import { withDesk } from "../open-desk.ts";
import { PluginStanding } from "./plugin-standing.ts";

/** How sites stand, as the server or the database that the options name says. */
export async function findStanding(options: DeskOptions, wanted: StandingWanted): Promise<PluginStanding> {
  const { label, site } = wanted;
  const query = { ...(label === undefined ? {} : { label }), ...(site === undefined ? {} : { site }) };
  return await withDesk<() => Promise<PluginStanding>, PluginStanding>(
    options,
    {
      command: "nagios",
      ofServer: (server) => () => askServer(server, { method: "GET", path: "standing", query }, PluginStanding),
      ofDatabase: (db, config) => async () =>
        standingItem(await readStanding(db, { published: publish(runningConfig(config)), wanted }), Date.now()),
    },
    (find) => find(),
  );
}
