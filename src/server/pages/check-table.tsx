import type { StoredCheck } from "../../store/checks.ts";
import { SeverityMark, Since } from "./marks.tsx";
import { useView } from "./view.ts";
import { Meanings, Why } from "./why.tsx";

/** The checks of a target and how they stand. */
export function CheckTable({ checks }: { readonly checks: readonly StoredCheck[] }) {
  const { words } = useView();
  return (
    <>
      <table class="stacked">
        <caption>{words.target.checks}</caption>
        <thead>
          <tr>
            <th scope="col">{words.columns.severity}</th>
            <th scope="col">{words.columns.check}</th>
            <th scope="col">{words.columns.message}</th>
            <th scope="col">{words.columns.since}</th>
          </tr>
        </thead>
        <tbody>
          {checks.map((check) => (
            <CheckRow key={check.checkId} check={check} />
          ))}
        </tbody>
      </table>
      <Meanings reasons={checks.map((check) => check.reason)} />
    </>
  );
}

function CheckRow({ check }: { readonly check: StoredCheck }) {
  const { words } = useView();
  return (
    <tr>
      <td>
        <SeverityMark severity={check.severity} />
      </td>
      <th scope="row">{check.key}</th>
      <td>
        <Why reason={check.reason} message={check.message} />
      </td>
      <td class="since" data-label={words.columns.since}>
        <Since at={new Date(check.sinceMs)} />
      </td>
    </tr>
  );
}
