import type { RevisionRow } from "../../store/revision-rows.ts";
import { encodeCursor } from "../cursor.ts";
import type { Page } from "../page-of.ts";
import { Instant, NumberCell } from "./marks.tsx";
import { useView } from "./view.ts";

interface RevisionTableProps {
  readonly page: Page<RevisionRow>;
  /** Whether this is a page after the first. */
  readonly continued: boolean;
}

/** Configurations that were in force, the latest first; nothing where there is none. */
export function RevisionTable({ page: { rows, last }, continued }: RevisionTableProps) {
  const { links, words } = useView();
  const { caption, earlier, latest, ...columns } = words.doing.configuration.revisions;
  if (rows.length === 0) return null;
  return (
    <>
      <table class="stacked revisions">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{columns.revision}</th>
            <th scope="col">{words.columns.at}</th>
            {([columns.added, columns.changed, columns.removed] as const).map((one) => (
              <th key={one} scope="col" class="number">
                {one}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <RevisionTableRow key={row.id} revision={row} />
          ))}
        </tbody>
      </table>
      {last === undefined && !continued ? null : (
        <nav class="paging" aria-label={words.sites.pages}>
          {continued ? <a href={links.configuration()}>{latest}</a> : <span />}
          {last === undefined ? null : (
            <a rel="next" href={links.configuration({ cursor: encodeCursor({ id: last.id }) })}>
              {earlier}
            </a>
          )}
        </nav>
      )}
    </>
  );
}

function RevisionTableRow({ revision }: { readonly revision: RevisionRow }) {
  const { links, words } = useView();
  const columns = words.doing.configuration.revisions;
  const { id, appliedAt, added, changed, removed } = revision;
  return (
    <tr>
      <th scope="row">
        <a href={links.configuration({ revision: String(id) })}>{words.doing.configuration.revisions.name(id)}</a>
      </th>
      <td class="when">
        <Instant at={appliedAt} />
      </td>
      <NumberCell value={added} label={columns.added} />
      <NumberCell value={changed} label={columns.changed} />
      <NumberCell value={removed} label={columns.removed} />
    </tr>
  );
}
