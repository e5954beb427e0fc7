import type { ComponentChildren } from "preact";
import type { IncidentRow } from "../../store/incident-rows.ts";
import { IncidentName } from "./incident-name.tsx";
import { Instant, SeverityMark, Since } from "./marks.tsx";
import { Url } from "./url.tsx";
import { useView } from "./view.ts";
import { Why } from "./why.tsx";

interface TableProps {
  readonly caption: ComponentChildren;
  readonly rows: readonly IncidentRow[];
}

/** Incidents, open or ended, each a link to its page. */
export function IncidentTable({ caption, rows }: TableProps) {
  const { words } = useView();
  const { columns, severity } = words.incidents;
  return (
    <table class="stacked">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{severity}</th>
          <th scope="col">{columns.incident}</th>
          <th scope="col">{columns.wrong}</th>
          <th scope="col">{columns.lasts}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <IncidentTableRow key={row.id} incident={row} />
        ))}
      </tbody>
    </table>
  );
}

function IncidentTableRow({ incident }: { readonly incident: IncidentRow }) {
  const { links, words } = useView();
  const { id, domain, url, checkKey, reason, message, severity, worstSeverity, closedAt } = incident;
  return (
    <tr>
      <td>
        <SeverityMark severity={closedAt === null ? severity : worstSeverity} />
      </td>
      <th scope="row">
        <a href={links.incident(id)}>
          <IncidentName incident={incident} />
        </a>
        {incident.about === "target" ? (
          <small>
            <Url url={url} relativeTo={domain} /> · {checkKey}
          </small>
        ) : null}
      </th>
      <td>
        <Why reason={reason} message={message} />
        <IncidentTags incident={incident} />
      </td>
      <td class="since" data-label={words.incidents.columns.lasts}>
        <Lasting incident={incident} />
      </td>
    </tr>
  );
}

/** What else there is to know of an incident at once. */
export function IncidentTags({ incident }: { readonly incident: IncidentRow }) {
  const { words } = useView();
  const { acknowledgedAt, acknowledgedBy, flapping } = incident;
  const { acknowledged, somebody } = words.incidents;
  return (
    <>
      {flapping ? <small class="tag">{words.incidents.flapping}</small> : null}
      {acknowledgedAt === null ? null : <small class="tag">{acknowledged(acknowledgedBy ?? somebody)}</small>}
    </>
  );
}

/** How long an incident has lasted and since when, or how long it lasted and when it ended. */
function Lasting({ incident: { openedAt, closedAt } }: { readonly incident: IncidentRow }) {
  const { words } = useView();
  if (closedAt === null) return <Since at={openedAt} />;
  return (
    <>
      <span class="long">{words.frame.duration(closedAt.getTime() - openedAt.getTime())}</span>{" "}
      <small>
        {words.incidents.ended.toLowerCase()} <Instant at={closedAt} />
      </small>
    </>
  );
}
