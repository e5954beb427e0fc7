import { DomainSearch, SeverityChoice } from "./filter-fields.tsx";
import type { SitesWanted } from "./sites-wanted.ts";
import { useView } from "./view.ts";

/** The form above the list of sites; it sends a plain GET. */
export function SiteFilter({ wanted }: { readonly wanted: Pick<SitesWanted, "search" | "severity"> }) {
  const { links, words } = useView();
  return (
    <form class="filter" method="get" action={links.sites()}>
      <DomainSearch value={wanted.search} />
      <SeverityChoice label={words.sites.severity} chosen={wanted.severity} />
      <button type="submit">{words.sites.submit}</button>
    </form>
  );
}
