import { shownUrl } from "../../base/secrets/shown-url.ts";
import type { CauseRow } from "../../store/open-causes.ts";
import type { Page } from "../page-of.ts";
import { CauseLine } from "./cause-line.tsx";
import { SeverityMark, Since } from "./marks.tsx";
import { useView } from "./view.ts";

/** What open incidents have in common, the largest first; nothing where they share nothing. */
export function CauseTable({ page }: { readonly page: Page<CauseRow> }) {
  const { words } = useView();
  const { cause, columns } = words.incidents;
  if (page.rows.length === 0) return null;
  return (
    <table class="stacked causes">
      <caption>
        {cause.caption}
        {page.last === undefined ? null : <small>{cause.more(page.rows.length)}</small>}
      </caption>
      <thead>
        <tr>
          <th scope="col">{words.columns.severity}</th>
          <th scope="col">{cause.heading}</th>
          <th scope="col">{columns.lasts}</th>
        </tr>
      </thead>
      <tbody>
        {page.rows.map((row) => (
          <CauseTableRow key={row.id} cause={row} />
        ))}
      </tbody>
    </table>
  );
}

function CauseTableRow({ cause }: { readonly cause: CauseRow }) {
  const { links, words } = useView();
  const more = (cause.sites ?? cause.openIncidents) - cause.domains.length;
  return (
    <tr>
      <td>
        <SeverityMark severity={cause.severity} />
      </td>
      <th scope="row">
        <a href={links.incidents({ cause: String(cause.id) })}>
          <CauseLine cause={cause} />
        </a>
        {cause.kind === "agents" ? null : (
          <small>{words.incidents.cause.domains(cause.domains.map(shownUrl), more)}</small>
        )}
      </th>
      <td class="since" data-label={words.incidents.columns.lasts}>
        <Since at={cause.openedAt} />
      </td>
    </tr>
  );
}
