import type { SiteLabel } from "../../store/site-filter.ts";
import type { SiteRow as Site } from "../../store/site-rows.ts";
import { encodeCursor } from "../cursor.ts";
import type { Matches, SitesRead } from "../read/sites.ts";
import { DrawnOnce } from "./drawn-once.tsx";
import { NoSites } from "./empty-state.tsx";
import { Layout } from "./layout.tsx";
import { NumberCell, SeverityMark, Since } from "./marks.tsx";
import { NoSiteMatches } from "./no-site-matches.tsx";
import { SiteFilter } from "./site-filter.tsx";
import { SiteName } from "./site-name.tsx";
import { type SitesRequest, sitesQuery } from "./sites-wanted.ts";
import { useView } from "./view.ts";
import { Why } from "./why.tsx";

interface SitesProps {
  readonly asked: SitesRequest;
  readonly read: SitesRead;
  readonly labels: readonly SiteLabel[];
}

/** Sites by domain or the worst first, found by words, severity, reason and label. */
export function SitesPage({ asked, read, labels }: SitesProps) {
  const { links, words } = useView();
  const { rows, next, matches } = read;
  const isNew = rows.length === 0 && next === undefined && !asked.continued && !isFiltered(asked);
  return (
    <Layout title={words.sites.title} section="sites">
      <h1>{words.sites.title}</h1>
      {isNew ? null : <SiteFilter asked={asked} labels={labels} />}
      {isNew ? <NoSites /> : null}
      {rows.length === 0 && !isNew ? <NoSiteMatches asked={asked} goesOn={next !== undefined} /> : null}
      {rows.length === 0 ? null : (
        <DrawnOnce of={read} part={`sites ${asked.order}`}>
          {() => <SiteTable asked={asked} rows={rows} matches={matches} />}
        </DrawnOnce>
      )}
      <Paging asked={asked} next={next} />
      <p>
        <a href={links.availability()}>{words.availability.download.link}</a>
      </p>
    </Layout>
  );
}

function isFiltered({ search, severity, label, reason }: SitesRequest): boolean {
  return search !== "" || severity !== undefined || label !== undefined || reason !== undefined;
}

interface TableProps {
  readonly asked: SitesRequest;
  readonly rows: readonly Site[];
  readonly matches: Matches;
}

function SiteTable({ asked, rows, matches }: TableProps) {
  const { words } = useView();
  return (
    <table class="stacked">
      <caption>
        {words.siteList.caption[asked.order]}
        <small>{words.siteList.matches(matches.count, matches.isExact)}</small>
      </caption>
      <thead>
        <tr>
          <th scope="col">{words.columns.severity}</th>
          <th scope="col">{words.columns.site}</th>
          <th scope="col">{words.columns.wrong}</th>
          <th scope="col">{words.columns.since}</th>
          <th scope="col" class="number">
            {words.columns.notOk}
          </th>
          <th scope="col" class="number">
            {words.columns.checks}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((site) => (
          <SiteRow key={site.id} site={site} />
        ))}
      </tbody>
    </table>
  );
}

function SiteRow({ site }: { readonly site: Site }) {
  const { links, words } = useView();
  return (
    <tr>
      <td>
        <SeverityMark severity={site.severity} />
      </td>
      <th scope="row">
        <a href={links.site(site.id)}>
          <SiteName domain={site.domain} />
        </a>
      </th>
      <td>{site.worst === undefined ? null : <Why reason={site.worst.reason} message={site.worst.message} />}</td>
      <td class="since" data-label={words.columns.since}>
        {site.worst === undefined ? null : <Since at={site.worst.sinceAt} />}
      </td>
      <NumberCell value={site.checksNotOk} label={words.columns.notOk} />
      <NumberCell value={site.checks} label={words.columns.checks} />
    </tr>
  );
}

function Paging({ asked, next }: { readonly asked: SitesRequest; readonly next: SitesRead["next"] }) {
  const { links, words } = useView();
  if (next === undefined && !asked.continued) return null;
  const same = sitesQuery(asked);
  return (
    <nav class="paging" aria-label={words.sites.pages}>
      {asked.continued ? <a href={links.sites(same)}>{words.sites.first}</a> : <span />}
      {next === undefined ? null : (
        <a rel="next" href={links.sites({ ...same, cursor: encodeCursor({ ...next }) })}>
          {words.sites.next}
        </a>
      )}
    </nav>
  );
}
