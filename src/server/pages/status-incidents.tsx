import type { StatusIncident } from "../published/read-status.ts";
import { Instant, SeverityMark } from "./marks.tsx";
import { useView } from "./view.ts";

interface StatusIncidentsProps {
  readonly caption: string;
  /** Said in place of an empty table. */
  readonly none: string;
  readonly rows: readonly StatusIncident[];
}

/** What is or was wrong, in plain words. */
export function StatusIncidents({ caption, none, rows }: StatusIncidentsProps) {
  const { columns } = useView().words.published;
  if (rows.length === 0) return <p class="quiet">{none}</p>;
  const areOver = rows.some(({ until }) => until !== undefined);
  return (
    <table class="stacked">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{columns.state}</th>
          <th scope="col">{columns.site}</th>
          <th scope="col">{columns.what}</th>
          <th scope="col">{columns.since}</th>
          {areOver ? <th scope="col">{columns.until}</th> : null}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <IncidentRow key={row.id} incident={row} />
        ))}
      </tbody>
    </table>
  );
}

function IncidentRow({ incident }: { readonly incident: StatusIncident }) {
  const { published } = useView().words;
  const { severity, site, trouble, since, until } = incident;
  return (
    <tr>
      <td>
        <SeverityMark severity={severity} />
      </td>
      <th scope="row">{site}</th>
      <td>{published.troubles[trouble]}</td>
      <td data-label={published.columns.since}>
        <Instant at={since} />
      </td>
      {until === undefined ? null : (
        <td data-label={published.columns.until}>
          <Instant at={until} />
        </td>
      )}
    </tr>
  );
}
