import { severities } from "../../base/severity.ts";
import type { IncidentsAsked } from "./incidents-wanted.ts";
import { useView } from "./view.ts";

const states = ["open", "closed"] as const;

/** The form above the list of incidents; it sends a plain GET. */
export function IncidentFilter({ asked }: { readonly asked: IncidentsAsked }) {
  const { links, words } = useView();
  const { state } = words.incidents;
  return (
    <form class="filter incidents" method="get" action={links.incidents()}>
      <label>
        {words.sites.search}
        <input
          type="search"
          name="search"
          value={asked.search}
          maxLength={200}
          placeholder={words.sites.searchHint}
          autocomplete="off"
          spellcheck={false}
        />
      </label>
      <label>
        {words.incidents.severity}
        <select name="severity">
          <option value="">{words.sites.any}</option>
          {severities.toReversed().map((severity) => (
            <option key={severity} value={severity} selected={asked.severity === severity}>
              {words.severities[severity]}
            </option>
          ))}
        </select>
      </label>
      <label>
        {state.label}
        <select name="state">
          <option value="">{state.all}</option>
          {states.map((one) => (
            <option key={one} value={one} selected={asked.state === one}>
              {state[one]}
            </option>
          ))}
        </select>
      </label>
      {asked.causeId === undefined ? null : <input type="hidden" name="cause" value={asked.causeId} />}
      <button type="submit">{words.sites.submit}</button>
    </form>
  );
}
