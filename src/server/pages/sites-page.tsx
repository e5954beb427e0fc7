import type { SiteRow as Site } from "../../store/site-rows.ts";
import { encodeCursor } from "../cursor.ts";
import type { Page } from "../page-of.ts";
import { Layout } from "./layout.tsx";
import { NumberCell, SeverityMark, Since } from "./marks.tsx";
import { SiteFilter } from "./site-filter.tsx";
import type { SitesWanted } from "./sites-wanted.ts";
import { Url } from "./url.tsx";
import { useView } from "./view.ts";
import { Why } from "./why.tsx";

/** Sites by domain, found by a part of it and by their worst check. */
export function SitesPage({ wanted, page }: { readonly wanted: SitesWanted; readonly page: Page<Site> }) {
  const { links, words } = useView();
  return (
    <Layout title={words.sites.title} section="sites">
      <h1>{words.sites.title}</h1>
      <SiteFilter wanted={wanted} />
      {page.rows.length === 0 ? <p class="quiet">{words.sites.none}</p> : <SiteTable rows={page.rows} />}
      <Paging wanted={wanted} last={page.last} />
      <p>
        <a href={links.availability()}>{words.availability.download.link}</a>
      </p>
    </Layout>
  );
}

function SiteTable({ rows }: { readonly rows: readonly Site[] }) {
  const { words } = useView();
  return (
    <table class="stacked">
      <caption>{words.sites.caption(rows.length)}</caption>
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
          <Url url={site.domain} />
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

function Paging({ wanted, last }: { readonly wanted: SitesWanted; readonly last: Site | undefined }) {
  const { links, words } = useView();
  const { search, severity, continued } = wanted;
  if (last === undefined && !continued) return null;
  const next = last === undefined ? undefined : encodeCursor({ domain: last.domain });
  return (
    <nav class="paging" aria-label={words.sites.pages}>
      {continued ? <a href={links.sites({ search, severity })}>{words.sites.first}</a> : <span />}
      {next === undefined ? null : (
        <a rel="next" href={links.sites({ search, severity, cursor: next })}>
          {words.sites.next}
        </a>
      )}
    </nav>
  );
}
