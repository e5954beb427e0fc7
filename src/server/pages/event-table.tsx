import type { EventRow } from "../../store/incident-detail.ts";
import type { StoredSilence } from "../../store/silences.ts";
import { eventsMax } from "../read/incident.ts";
import { Instant, SeverityMark } from "./marks.tsx";
import { useView } from "./view.ts";
import { Why } from "./why.tsx";

interface EventTableProps {
  readonly events: readonly EventRow[];
  /** Those that somebody made while it lasted. */
  readonly silences: readonly StoredSilence[];
}

/** What happened to an incident and what was silenced meanwhile, oldest first. */
export function EventTable({ events, silences }: EventTableProps) {
  const { words } = useView();
  const rows = [
    ...events.map((event) => ({ at: event.at, row: <EventTableRow key={event.id} event={event} /> })),
    ...silences.flatMap(silenceRows),
  ].toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const { caption, latest, what, by } = words.incidents.events;
  return (
    <table class="stacked events">
      <caption>
        {caption}
        {events.length < eventsMax ? null : <small>{latest(eventsMax)}</small>}
      </caption>
      <thead>
        <tr>
          <th scope="col">{words.columns.at}</th>
          <th scope="col">{words.columns.severity}</th>
          <th scope="col">{what}</th>
          <th scope="col">{words.columns.message}</th>
          <th scope="col">{by}</th>
        </tr>
      </thead>
      <tbody>{rows.map(({ row }) => row)}</tbody>
    </table>
  );
}

function EventTableRow({ event }: { readonly event: EventRow }) {
  const { words } = useView();
  const { at, kind, severity, reason, message, actor } = event;
  return (
    <tr>
      <td class="when">
        <Instant at={at} />
      </td>
      <td>
        <SeverityMark severity={severity} />
      </td>
      <th scope="row">{words.incidents.events.kinds[kind]}</th>
      <td>{reason === "passed" ? message : <Why reason={reason} message={message} />}</td>
      <td data-label={actor === "" ? undefined : words.incidents.events.by}>{actor}</td>
    </tr>
  );
}

/** A silence is two events where somebody ended it. */
function silenceRows(silence: StoredSilence) {
  const { id, createdAt, createdBy, endedBy, window } = silence;
  const endedAt = new Date(window.untilMs);
  const begun = {
    at: createdAt,
    row: <SilenceRow key={`silence-${id}`} at={createdAt} by={createdBy} begun={silence} />,
  };
  if (endedBy === null) return [begun];
  return [begun, { at: endedAt, row: <SilenceRow key={`end-${id}`} at={endedAt} by={endedBy} begun={undefined} /> }];
}

interface SilenceRowProps {
  readonly at: Date;
  readonly by: string;
  /** Undefined for the end of one. */
  readonly begun: StoredSilence | undefined;
}

function SilenceRow({ at, by, begun }: SilenceRowProps) {
  const { times, words } = useView();
  const { silenced, until, ended } = words.doing.silences.timeline;
  return (
    <tr>
      <td class="when">
        <Instant at={at} />
      </td>
      <td />
      <th scope="row">{begun === undefined ? ended : silenced}</th>
      <td>
        {begun === undefined ? null : (
          <>
            {until(times.second(new Date(begun.window.untilMs)))}
            {begun.comment === "" ? null : <small>{begun.comment}</small>}
          </>
        )}
      </td>
      <td>{by}</td>
    </tr>
  );
}
