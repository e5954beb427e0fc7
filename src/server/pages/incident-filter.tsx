import { DomainSearch, SeverityChoice } from "./filter-fields.tsx";
import type { IncidentsAsked } from "./incidents-wanted.ts";
import { useView } from "./view.ts";

const states = ["open", "closed"] as const;

/** The form above the list of incidents; it sends a plain GET. */
export function IncidentFilter({ asked }: { readonly asked: IncidentsAsked }) {
  const { links, words } = useView();
  const { state } = words.incidents;
  return (
    <form class="filter incidents" method="get" action={links.incidents()}>
      <DomainSearch value={asked.search} />
      <SeverityChoice label={words.incidents.severity} chosen={asked.severity} />
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
