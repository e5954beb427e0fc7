import type { Database } from "../../db/connect.ts";
import {
  type ClosedPlace,
  countOpenIncidents,
  type IncidentRow,
  type IncidentsWanted,
  listClosedIncidents,
  listOpenIncidents,
  type OpenPlace,
} from "../../store/incident-rows.ts";
import { type CauseRow, findCause, listOpenCauses } from "../../store/open-causes.ts";
import { type Page, pageOf } from "../page-of.ts";

/** Rows of a page of incidents; of closed ones below open ones; and of causes. */
const rowsMax = 50;
const closedBelowMax = 20;
const causesMax = 20;

/** Causes that one incident alone has say nothing that the incident does not say. */
export const sharedBy = 2;

/** Which part of the incidents is asked for: open ones with the latest closed below, or one of the two and on from a place. */
export type IncidentsPart =
  | { readonly state: "all" }
  | { readonly state: "open"; readonly after: OpenPlace | undefined }
  | { readonly state: "closed"; readonly after: ClosedPlace | undefined };

export interface IncidentsRead {
  /** Open incidents in all, up to `openCountedMax`. */
  readonly openCount: number;
  /** The cause that is asked for; undefined for none, or one that is not there. */
  readonly cause: CauseRow | undefined;
  /** Causes that open incidents share; empty when less than all incidents are asked for. */
  readonly causes: Page<CauseRow>;
  readonly open: Page<IncidentRow>;
  readonly closed: Page<IncidentRow>;
}

/** A page of incidents, in five queries at most. */
export async function readIncidents(
  db: Database,
  { wanted, part }: { readonly wanted: IncidentsWanted; readonly part: IncidentsPart },
): Promise<IncidentsRead> {
  const { causeId, severity, search = "" } = wanted;
  const isWhole = part.state === "all" && causeId === undefined && severity === undefined && search === "";
  const closedMax = part.state === "all" ? closedBelowMax : rowsMax;
  return await db.run(async (sql) => {
    const [openCount, cause, causes, open, closed] = await Promise.all([
      countOpenIncidents(sql),
      causeId === undefined ? undefined : findCause(sql, causeId),
      isWhole ? listOpenCauses(sql, { atLeast: sharedBy, limit: causesMax + 1 }) : [],
      part.state === "closed" ? [] : listOpenIncidents(sql, { ...wanted, after: placeIn(part), limit: rowsMax + 1 }),
      part.state === "open"
        ? []
        : listClosedIncidents(sql, { ...wanted, after: closedPlaceIn(part), limit: closedMax + 1 }),
    ]);
    return {
      openCount,
      cause,
      causes: pageOf(causes, causesMax),
      open: pageOf(open, rowsMax),
      closed: pageOf(closed, closedMax),
    };
  });
}

function placeIn(part: IncidentsPart): OpenPlace | undefined {
  return part.state === "open" ? part.after : undefined;
}

function closedPlaceIn(part: IncidentsPart): ClosedPlace | undefined {
  return part.state === "closed" ? part.after : undefined;
}
