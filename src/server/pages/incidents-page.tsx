import { closedScannedMax, type IncidentRow, openCountedMax } from "../../store/incident-rows.ts";
import type { CauseRow } from "../../store/open-causes.ts";
import { closedCursorAfter, openCursorAfter } from "../incident-cursor.ts";
import type { Page } from "../page-of.ts";
import type { IncidentsRead } from "../read/incidents.ts";
import { CauseLine } from "./cause-line.tsx";
import { CauseTable } from "./cause-table.tsx";
import { DrawnOnce } from "./drawn-once.tsx";
import { IncidentFilter } from "./incident-filter.tsx";
import { IncidentTable } from "./incident-table.tsx";
import type { IncidentsAsked } from "./incidents-wanted.ts";
import { Layout } from "./layout.tsx";
import { SeverityMark } from "./marks.tsx";
import { useView } from "./view.ts";

interface IncidentsProps {
  readonly asked: IncidentsAsked;
  readonly read: IncidentsRead;
}

/** What open incidents share, the open ones worst first, and those that ended last. */
export function IncidentsPage({ asked, read }: IncidentsProps) {
  const { words } = useView();
  const { incidents } = words;
  return (
    <Layout title={incidents.title} section="incidents">
      <h1>{incidents.headline(read.openCount, openCountedMax)}</h1>
      <IncidentFilter asked={asked} />
      {asked.causeId === undefined ? null : <CauseSection cause={read.cause} />}
      <DrawnOnce of={read.causes} part="causes">
        {() => <CauseTable page={read.causes} />}
      </DrawnOnce>
      {asked.state === "closed" ? null : <OpenPart asked={asked} page={read.open} />}
      {asked.state === "open" ? null : <ClosedPart asked={asked} page={read.closed} />}
    </Layout>
  );
}

function CauseSection({ cause }: { readonly cause: CauseRow | undefined }) {
  const { words } = useView();
  const { gone, history } = words.incidents.cause;
  if (cause === undefined) return <p class="quiet">{gone}</p>;
  return (
    <p class="lead">
      <SeverityMark severity={cause.severity} /> <CauseLine cause={cause} />
      <small>{history(cause.incidents, cause.openIncidents)}</small>
    </p>
  );
}

interface PartProps {
  readonly asked: IncidentsAsked;
  readonly page: Page<IncidentRow>;
}

function OpenPart({ asked, page }: PartProps) {
  const { words } = useView();
  const { open, noneMatches } = words.incidents;
  // The headline has said that none is open.
  if (page.rows.length === 0) return isFiltered(asked) || asked.continued ? <p class="quiet">{noneMatches}</p> : null;
  return (
    <>
      <DrawnOnce of={page} part="open">
        {() => <IncidentTable caption={open} rows={page.rows} />}
      </DrawnOnce>
      <Onward asked={asked} state="open" cursor={page.last === undefined ? undefined : openCursorAfter(page.last)} />
    </>
  );
}

function ClosedPart({ asked, page }: PartProps) {
  const { words } = useView();
  const { closed, noneClosed, noneMatches, scanned } = words.incidents;
  const isSearch = isFiltered(asked);
  if (page.rows.length === 0) return <p class="quiet">{isSearch ? noneMatches : noneClosed}</p>;
  const caption = (
    <>
      {closed}
      {isSearch ? <small>{scanned(closedScannedMax)}</small> : null}
    </>
  );
  return (
    <>
      <DrawnOnce of={page} part={`closed ${isSearch}`}>
        {() => <IncidentTable caption={caption} rows={page.rows} />}
      </DrawnOnce>
      <Onward
        asked={asked}
        state="closed"
        cursor={page.last === undefined ? undefined : closedCursorAfter(page.last)}
      />
    </>
  );
}

interface OnwardProps {
  readonly asked: IncidentsAsked;
  readonly state: "open" | "closed";
  readonly cursor: string | undefined;
}

function Onward({ asked, state, cursor }: OnwardProps) {
  const { links, words } = useView();
  const { search, severity, causeId, continued } = asked;
  if (cursor === undefined && !continued) return null;
  const same = { search, severity, cause: causeId === undefined ? undefined : String(causeId), state };
  return (
    <nav class="paging" aria-label={words.sites.pages}>
      {continued ? <a href={links.incidents(same)}>{words.sites.first}</a> : <span />}
      {cursor === undefined ? null : (
        <a rel="next" href={links.incidents({ ...same, cursor })}>
          {words.incidents.more}
        </a>
      )}
    </nav>
  );
}

function isFiltered({ severity, causeId, search }: IncidentsAsked): boolean {
  return severity !== undefined || causeId !== undefined || search !== "";
}
