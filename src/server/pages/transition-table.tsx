import type { TransitionRow as Transition } from "../../store/transitions.ts";
import { Instant, SeverityMark } from "./marks.tsx";
import { useView } from "./view.ts";
import { Why } from "./why.tsx";

/** What changed about the checks of a target, newest first. */
export function TransitionTable({ rows }: { readonly rows: readonly Transition[] }) {
  const { words } = useView();
  if (rows.length === 0) return <p class="quiet">{words.target.noTransitions}</p>;
  return (
    <table class="stacked">
      <caption>{words.target.transitions}</caption>
      <thead>
        <tr>
          <th scope="col">{words.columns.at}</th>
          <th scope="col">{words.columns.check}</th>
          <th scope="col">{words.columns.change}</th>
          <th scope="col">{words.columns.message}</th>
          <th scope="col">{words.columns.agent}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <TransitionRow key={row.id} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function TransitionRow({ row }: { readonly row: Transition }) {
  const { words } = useView();
  return (
    <tr>
      <td>
        <Instant at={row.at} />
      </td>
      <th scope="row">{row.key}</th>
      <td class="change">
        <SeverityMark severity={row.from} /> → <SeverityMark severity={row.to} />
      </td>
      <td>
        <Why reason={row.reason} message={row.message} />
      </td>
      <td data-label={words.columns.agent}>{row.agent ?? "–"}</td>
    </tr>
  );
}
