import type { Clock } from "../../base/clock.ts";
import type { Database } from "../../db/connect.ts";
import { countTasks } from "../../queue/count.ts";
import { countChecks } from "../../store/checks.ts";
import { countResults } from "../../store/result-counts.ts";
import { offerLabels } from "../../store/site-labels.ts";
import { hasUsers } from "../../store/users.ts";
import { findSetupKey } from "../auth/first-user.ts";
import { type Shared, shareBriefly } from "../share-briefly.ts";
import { readAgents } from "./agents.ts";
import { readCertificates, readFleet } from "./certificates.ts";
import { readConfiguration } from "./configuration.ts";
import { readIncidents } from "./incidents.ts";
import { readNotifications } from "./notifications.ts";
import { readSites } from "./sites.ts";
import { readSummary, readTrouble, readWorst } from "./summary.ts";

/** How long a look at the database may serve those who ask for the same, in milliseconds. */
const sharedMs = 1000;

/** Different questions of one kind that are remembered at most: each has the rows of a page. */
const questionsMax = 50;

/** How long the database may take to say that it is there, in milliseconds. */
const reachableDeadlineMs = 2000;

/** Labels that a form offers. */
const labelsMax = 200;

/** What everybody looks at: however many do, the database is asked once a second. */
export type Reads = ReturnType<typeof createReads>;

/**
 * Shares looks at the database for `keepMs`. Whoever changes something calls `forget`, so that who acts sees at once what
 * came of it; what another server changed is seen when the time is over.
 */
export function createReads({
  db,
  clock,
  keepMs = sharedMs,
}: {
  readonly db: Database;
  readonly clock: Clock;
  readonly keepMs?: number;
}) {
  const kinds: Pick<Shared<unknown>, "forget">[] = [];
  /** The question in JSON is the key. */
  function share<Asked, Found>(read: (asked: Asked) => Promise<Found>): (asked: Asked) => Promise<Found> {
    const shared = shareBriefly<Found>({ clock, keepMs, keysMax: questionsMax });
    kinds.push(shared);
    return (asked) => shared.get(JSON.stringify(asked) ?? "", () => read(asked));
  }
  function shareOne<Found>(read: () => Promise<Found>): () => Promise<Found> {
    const shared = share((_: null) => read());
    return () => shared(null);
  }
  return {
    /** Rejects where the database does not answer. */
    reachable: shareOne(() => db.run((sql) => sql`select 1`, { deadlineMs: reachableDeadlineMs })),
    hasUsers: shareOne(() => db.run(hasUsers)),
    setupKey: shareOne(() => db.run(findSetupKey)),
    severities: shareOne(() => db.run(countChecks)),
    queue: shareOne(async () => ({ tasks: await db.run(countTasks), results: await db.run(countResults) })),
    summary: shareOne(() => readSummary(db)),
    trouble: shareOne(() => readTrouble(db)),
    worst: shareOne(() => readWorst(db)),
    sites: share((wanted: Parameters<typeof readSites>[1]) => readSites(db, wanted)),
    labels: shareOne(() => db.run((sql) => offerLabels(sql, labelsMax))),
    incidents: share((wanted: Parameters<typeof readIncidents>[1]) => readIncidents(db, wanted)),
    fleet: shareOne(() => readFleet(db)),
    certificates: share((page: Parameters<typeof readCertificates>[1]) => readCertificates(db, page)),
    agents: shareOne(() => readAgents(db, clock.now())),
    notifications: share((asked: Parameters<typeof readNotifications>[1]) => readNotifications(db, asked)),
    configuration: share((wanted: Parameters<typeof readConfiguration>[1]) => readConfiguration(db, wanted)),
    forget(): void {
      for (const kind of kinds) kind.forget();
    },
  };
}
