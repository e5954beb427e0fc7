import type { StoredSilence } from "../../store/silences.ts";
import { ActionForm } from "./action-form.tsx";
import { Instant } from "./marks.tsx";
import { SilenceMatch } from "./silence-match.tsx";
import { useView } from "./view.ts";

interface SilenceTableProps {
  readonly caption: string;
  readonly rows: readonly StoredSilence[];
  /** Where ending one leads back to: `incident:5`, `site:3`; empty for the page of all silences. */
  readonly back?: string;
}

/** Silences, each with a button that ends it while it is not over. */
export function SilenceTable({ caption, rows, back = "" }: SilenceTableProps) {
  const { words } = useView();
  const { columns } = words.doing.silences;
  return (
    <table class="stacked silences">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{columns.sites}</th>
          <th scope="col">{columns.kind}</th>
          <th scope="col">{columns.from}</th>
          <th scope="col">{columns.until}</th>
          <th scope="col">{columns.why}</th>
          <th scope="col">{columns.by}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <SilenceRow key={row.id} silence={row} back={back} />
        ))}
      </tbody>
    </table>
  );
}

function SilenceRow({ silence, back }: { readonly silence: StoredSilence; readonly back: string }) {
  const { links, now, words } = useView();
  const { id, kind, match, window, comment, createdBy, endedBy } = silence;
  const { silences } = words.doing;
  const { columns } = silences;
  return (
    <tr>
      <th scope="row">
        <SilenceMatch match={match} />
      </th>
      <td class="kind">{silences.kinds[kind]}</td>
      <td class="when" data-label={columns.from}>
        <Instant at={new Date(window.fromMs)} />
      </td>
      <td class="when" data-label={columns.until}>
        <Instant at={new Date(window.untilMs)} />
        {window.untilMs <= now.getTime() ? null : (
          <ActionForm action={links.to.endSilence(id)} class="cell-form">
            <input type="hidden" name="back" value={back} />
            <button type="submit">{silences.end}</button>
          </ActionForm>
        )}
      </td>
      <td data-label={columns.why}>{comment}</td>
      <td data-label={columns.by}>
        {createdBy}
        {endedBy === null ? null : <small>{silences.endedBy(endedBy)}</small>}
      </td>
    </tr>
  );
}
