import type { EventRow } from "../../store/incident-detail.ts";
import { eventsMax } from "../read/incident.ts";
import { Instant, SeverityMark } from "./marks.tsx";
import { useView } from "./view.ts";
import { Why } from "./why.tsx";

/** What happened to an incident, oldest first. */
export function EventTable({ events }: { readonly events: readonly EventRow[] }) {
  const { words } = useView();
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
      <tbody>
        {events.map((event) => (
          <EventTableRow key={event.id} event={event} />
        ))}
      </tbody>
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
