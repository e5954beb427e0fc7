import { severities } from "../../base/severity.ts";
import type { SitesWanted } from "./sites-wanted.ts";
import { useView } from "./view.ts";

/** The form above the list of sites; it sends a plain GET. */
export function SiteFilter({ wanted }: { readonly wanted: Pick<SitesWanted, "search" | "severity"> }) {
  const { links, words } = useView();
  return (
    <form class="filter" method="get" action={links.sites()}>
      <label>
        {words.sites.search}
        <input
          type="search"
          name="search"
          value={wanted.search}
          maxLength={200}
          placeholder={words.sites.searchHint}
          autocomplete="off"
          spellcheck={false}
        />
      </label>
      <label>
        {words.sites.severity}
        <select name="severity">
          <option value="">{words.sites.any}</option>
          {severities.toReversed().map((severity) => (
            <option key={severity} value={severity} selected={wanted.severity === severity}>
              {words.severities[severity]}
            </option>
          ))}
        </select>
      </label>
      <button type="submit">{words.sites.submit}</button>
    </form>
  );
}
