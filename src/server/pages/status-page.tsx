import type { StatusPage as PageSettings } from "../../config/published.ts";
import type { StatusForm } from "../published/find-page.ts";
import type { StatusRead } from "../published/read-status.ts";
import { SeverityMark } from "./marks.tsx";
import { StatusIncidents } from "./status-incidents.tsx";
import { StatusLayout } from "./status-layout.tsx";
import { StatusWorks } from "./status-works.tsx";
import { useView } from "./view.ts";

/** Data older than this, in milliseconds, is said to be. */
const freshMsMax = 600_000;

interface StatusPageProps {
  readonly page: PageSettings;
  readonly read: StatusRead;
  /** The address of this page in a form. */
  readonly hrefOf: (form: StatusForm) => string;
}

/** How some sites are, for people who use them. */
export function StatusPage({ page, read, hrefOf }: StatusPageProps) {
  const { words } = useView();
  const { published } = words;
  const { shows, title } = page;
  const affected = read.counts.critical + read.counts.warning + read.counts.unknown;
  return (
    <StatusLayout title={title} isListed={page.audience.kind === "everybody"} feed={hrefOf("atom")}>
      <h1>{title}</h1>
      <p class={`verdict ${read.siteCount === 0 ? "unknown" : read.severity}`} role="status">
        {published.headline(read.severity, read.siteCount - read.unread, affected)}
      </p>
      <Age ageMs={read.ageMs} />
      {shows.includes("incidents") ? (
        <StatusIncidents caption={published.now} none={published.nothingNow} rows={read.open} />
      ) : null}
      {shows.includes("maintenance") ? <StatusWorks works={read.works} siteCount={read.siteCount} /> : null}
      {shows.includes("sites") ? <Sites read={read} /> : null}
      {shows.includes("history") ? (
        <StatusIncidents caption={published.history} none={published.noHistory} rows={read.closed} />
      ) : null}
      <p class="quiet">
        {published.also} <a href={hrefOf("json")}>{published.forms.json}</a>,{" "}
        <a href={hrefOf("atom")}>{published.forms.atom}</a>, <a href={hrefOf("svg")}>{published.forms.svg}</a>
      </p>
    </StatusLayout>
  );
}

function Age({ ageMs }: { readonly ageMs: number | undefined }) {
  const { words } = useView();
  const { published } = words;
  if (ageMs === undefined) return <p class="age">{published.noResult}</p>;
  const age = words.frame.duration(Math.max(1000, ageMs));
  return ageMs <= freshMsMax ? (
    <p class="age">{published.age(age)}</p>
  ) : (
    <p class="age stale">{published.stale(age)}</p>
  );
}

function Sites({ read }: { readonly read: StatusRead }) {
  const { published } = useView().words;
  if (read.siteCount === 0) return <p>{published.noSites}</p>;
  const more = read.siteCount - read.unread - read.sites.length;
  return (
    <>
      <table>
        <caption>{published.sites}</caption>
        <thead>
          <tr>
            <th scope="col">{published.columns.site}</th>
            <th scope="col">{published.columns.state}</th>
          </tr>
        </thead>
        <tbody>
          {read.sites.map(({ id, name, severity }) => (
            <tr key={id}>
              <th scope="row">{name}</th>
              <td>
                <SeverityMark severity={severity} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 ? <p class="quiet">{published.moreShown(more)}</p> : null}
      {read.unread > 0 ? <p class="quiet">{published.unread(read.unread)}</p> : null}
    </>
  );
}
