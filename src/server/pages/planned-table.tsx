import type { PlannedTurn } from "../read/silences.ts";
import { Instant } from "./marks.tsx";
import { SilenceMatch } from "./silence-match.tsx";
import { useView } from "./view.ts";

/** Silences of the configuration with their turns; nothing where there is none. */
export function PlannedTable({ rows, note }: { readonly rows: readonly PlannedTurn[]; readonly note?: string }) {
  const { words } = useView();
  const { columns, planned } = words.doing.silences;
  if (rows.length === 0) return null;
  return (
    <table class="stacked silences">
      <caption>
        {planned}
        {note === undefined ? null : <small>{note}</small>}
      </caption>
      <thead>
        <tr>
          <th scope="col">{columns.sites}</th>
          <th scope="col">{columns.next}</th>
          <th scope="col">{columns.until}</th>
          <th scope="col">{columns.why}</th>
          <th scope="col">{words.site.defined}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <PlannedRow key={row.silence.definedAt} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function PlannedRow({ row: { silence, turn } }: { readonly row: PlannedTurn }) {
  const { now, words } = useView();
  const { columns, neverAgain, now: holds } = words.doing.silences;
  return (
    <tr>
      <th scope="row">
        <SilenceMatch match={silence.match} />
      </th>
      <td class="when" data-label={columns.next}>
        {turn === undefined ? neverAgain : <Instant at={new Date(turn.fromMs)} />}
        {turn !== undefined && turn.fromMs <= now.getTime() ? <small>{holds}</small> : null}
      </td>
      <td class="when" data-label={columns.until}>
        {turn === undefined ? null : <Instant at={new Date(turn.untilMs)} />}
      </td>
      <td data-label={columns.why}>{silence.comment}</td>
      <td data-label={words.site.defined}>
        <code>{silence.definedAt}</code>
      </td>
    </tr>
  );
}
