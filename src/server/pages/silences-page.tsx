import type { SilenceState } from "../../store/silences.ts";
import { encodeCursor } from "../cursor.ts";
import { plannedMax, rowsMax, type SilencesRead } from "../read/silences.ts";
import { Layout } from "./layout.tsx";
import { PlannedTable } from "./planned-table.tsx";
import { SilenceForm, type TriedSilence } from "./silence-form.tsx";
import { SilenceTable } from "./silence-table.tsx";
import { useView } from "./view.ts";

interface SilencesProps {
  readonly read: SilencesRead;
  /** The one state that was asked for; undefined for all. */
  readonly state: SilenceState | undefined;
  /** Whether this is a page after the first. */
  readonly continued: boolean;
  readonly tried: TriedSilence;
  readonly timeZone: string;
}

/** What is silenced now, what will be and what was, and a form for more. */
export function SilencesPage({ read, state, continued, tried, timeZone }: SilencesProps) {
  const { words } = useView();
  const { captions, cut, headline, lead, none, noneOf, title } = words.doing.silences;
  const active = read.silences.get("active");
  const counted = (active?.rows.length ?? 0) + (active?.last === undefined ? 0 : 1);
  const isEmpty = [...read.silences.values()].every((page) => page.rows.length === 0) && read.planned.length === 0;
  const { planned } = read;
  return (
    <Layout title={title} section="silences">
      <h1>{state === undefined ? headline(counted, active?.rows.length ?? rowsMax) : captions[state]}</h1>
      <p class="quiet">{lead}</p>
      {isEmpty ? <p class="quiet">{state === undefined ? none : noneOf}</p> : null}
      {[...read.silences].map(([one, page]) => (
        <div key={one}>
          {page.rows.length === 0 ? null : <SilenceTable caption={captions[one]} rows={page.rows} />}
          <Paging state={one} lastId={page.last?.id} continued={continued} />
          {one === "coming" ? (
            <PlannedTable rows={planned} {...(planned.length < plannedMax ? {} : { note: cut(plannedMax) })} />
          ) : null}
        </div>
      ))}
      <SilenceForm tried={tried} timeZone={timeZone} />
    </Layout>
  );
}

interface PagingProps {
  readonly state: SilenceState;
  readonly lastId: number | undefined;
  readonly continued: boolean;
}

function Paging({ state, lastId, continued }: PagingProps) {
  const { links, words } = useView();
  if (lastId === undefined && !continued) return null;
  return (
    <nav class="paging" aria-label={words.sites.pages}>
      {continued ? <a href={links.silences()}>{words.doing.silences.all}</a> : <span />}
      {lastId === undefined ? null : (
        <a rel="next" href={links.silences({ state, cursor: encodeCursor({ id: lastId }) })}>
          {words.incidents.more}
        </a>
      )}
    </nav>
  );
}
