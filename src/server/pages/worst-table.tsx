import type { WorstCheck } from "../../store/worst-checks.ts";
import { SeverityMark, Since } from "./marks.tsx";
import { Url } from "./url.tsx";
import { useView } from "./view.ts";
import { Meanings, Why } from "./why.tsx";

interface WorstProps {
  readonly rows: readonly WorstCheck[];
  /** How many checks are not ok in all. */
  readonly notOk: number;
}

/** The worst checks, or that there are none. */
export function WorstTable({ rows, notOk }: WorstProps) {
  const { words } = useView();
  if (rows.length === 0) return <p class="quiet">{words.worst.none}</p>;
  return (
    <>
      <table class="stacked">
        <caption>
          {words.worst.caption}
          {notOk > rows.length ? <small>{words.worst.more(rows.length, notOk)}</small> : null}
        </caption>
        <thead>
          <tr>
            <th scope="col">{words.columns.severity}</th>
            <th scope="col">{words.columns.site}</th>
            <th scope="col">{words.columns.wrong}</th>
            <th scope="col">{words.columns.since}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <WorstRow key={row.checkId} row={row} />
          ))}
        </tbody>
      </table>
      <Meanings reasons={rows.map((row) => row.reason)} />
    </>
  );
}

function WorstRow({ row }: { readonly row: WorstCheck }) {
  const { links, words } = useView();
  return (
    <tr>
      <td>
        <SeverityMark severity={row.severity} />
      </td>
      <th scope="row">
        <a href={links.site(row.siteId)}>
          <Url url={row.domain} />
        </a>
        <small>
          <a href={links.target(row.targetId)}>
            {row.method} <Url url={row.url} relativeTo={row.domain} />
          </a>{" "}
          · {row.key}
        </small>
      </th>
      <td>
        <Why reason={row.reason} message={row.message} />
      </td>
      <td class="since" data-label={words.columns.since}>
        <Since at={row.sinceAt} />
      </td>
    </tr>
  );
}
