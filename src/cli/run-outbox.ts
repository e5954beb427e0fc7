import { systemClock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import { silencedUntil } from "../checks/silence.ts";
import type { Database } from "../db/connect.ts";
import { createSender } from "../notify/channels/sender.ts";
import { letterOf } from "../notify/letter.ts";
import { compileRouting } from "../notify/routing.ts";
import { linkLifeMs, loadSignedLinks } from "../server/auth/signed-links.ts";
import type { OutboxDeps } from "../server/outbox/deps.ts";
import { startOutbox } from "../server/outbox/outbox.ts";
import { listActiveSilences } from "../store/silences.ts";
import type { ConfigInForce } from "./config-in-force.ts";
import { serverName } from "./server-name.ts";

/** Tells people, until disposed. Messages have links where the configuration names the address of this installation. */
export async function runOutbox(parts: {
  readonly db: Database;
  readonly inForce: ConfigInForce;
  readonly meters: OutboxDeps["meters"];
  readonly log: Logger;
}): Promise<AsyncDisposable> {
  const { db, inForce, meters, log } = parts;
  const home = inForce.current().server.publicUrl;
  const links = await db.transaction(loadSignedLinks);
  return await startOutbox({
    db,
    settings: () => inForce.current().notifications,
    compileRouting,
    createSender: (settings) => createSender({ clock: systemClock, mailServer: () => settings.mail }),
    listActiveSilences,
    silencedUntil,
    letterOf,
    linksOf(incidentId, nowMs) {
      if (home === undefined) return undefined;
      const expiresMs = Math.round(nowMs + linkLifeMs);
      return {
        incident: `${home}/incidents/${incidentId}`,
        acknowledge: home + links.sign({ action: "acknowledge", incidentId, expiresMs }),
        silence: home + links.sign({ action: "silence", incidentId, expiresMs }),
      };
    },
    home,
    server: serverName(),
    meters,
    chance: Math.random,
    log,
  });
}
