import type { StatusWork } from "../published/read-status.ts";
import { Instant } from "./marks.tsx";
import { useView } from "./view.ts";

interface StatusWorksProps {
  readonly works: readonly StatusWork[];
  /** Of the page. */
  readonly siteCount: number;
}

/** Planned work, now and in the days to come; nothing where there is none. */
export function StatusWorks({ works, siteCount }: StatusWorksProps) {
  const { published } = useView().words;
  const { columns } = published;
  if (works.length === 0) return null;
  return (
    <table class="stacked">
      <caption>{published.works}</caption>
      <thead>
        <tr>
          <th scope="col">{published.sites}</th>
          <th scope="col">{columns.from}</th>
          <th scope="col">{columns.until}</th>
        </tr>
      </thead>
      <tbody>
        {works.map(({ id, sites, siteCount: about, from, until }) => (
          <tr key={id}>
            <th scope="row">
              {about === siteCount ? published.allSites : sites.join(", ")}
              {about < siteCount && about > sites.length ? ` ${published.moreSites(about - sites.length)}` : ""}
            </th>
            <td>
              <Instant at={from} />
            </td>
            <td>
              <Instant at={until} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
