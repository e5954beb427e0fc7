import { severities } from "../../base/severity.ts";
import { reasons } from "../../checks/reason.ts";
import type { SiteLabel } from "../../store/site-filter.ts";
import { siteOrders } from "../read/sites.ts";
import type { SitesAsked } from "../sites-asked.ts";
import { DrawnOnce } from "./drawn-once.tsx";
import { useView } from "./view.ts";

const severityChoices = ["not-ok", ...severities.toReversed()] as const;
const reasonChoices = reasons.filter((one) => one !== "passed");

interface FilterProps {
  readonly asked: SitesAsked;
  /** Some of the labels that sites have. */
  readonly labels: readonly SiteLabel[];
}

/** The form above the list of sites; it sends a plain GET. */
export function SiteFilter({ asked, labels }: FilterProps) {
  const { links, words } = useView();
  return (
    <form class="filter sites" method="get" action={links.sites()}>
      <Search value={asked.search} />
      <Choice
        name="severity"
        label={words.sites.severity}
        any={words.sites.any}
        chosen={asked.severity}
        options={severityChoices.map((one) => [
          one,
          one === "not-ok" ? words.siteList.severities[one] : words.severities[one],
        ])}
      />
      <DrawnOnce of={reasonChoices} part={`chosen ${asked.reason}`}>
        {() => <ReasonChoice chosen={asked.reason} />}
      </DrawnOnce>
      <LabelField value={asked.label} labels={labels} />
      <Choice
        name="sort"
        label={words.siteList.sort}
        chosen={asked.order}
        options={siteOrders.map((one) => [one, words.siteList.orders[one]])}
      />
      <button type="submit">{words.sites.submit}</button>
    </form>
  );
}

function ReasonChoice({ chosen }: { readonly chosen: SitesAsked["reason"] }) {
  const { words } = useView();
  return (
    <Choice
      name="reason"
      label={words.siteList.reason}
      any={words.sites.any}
      chosen={chosen}
      options={reasonChoices.map((one) => [one, words.reasons[one]])}
    />
  );
}

function Search({ value }: { readonly value: string }) {
  const { words } = useView();
  return (
    <label>
      {words.sites.search}
      <input
        type="search"
        name="search"
        value={value}
        maxLength={200}
        placeholder={words.siteList.searchHint}
        autocomplete="off"
        spellcheck={false}
      />
    </label>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly label: string;
  /** The word for no choice; undefined where one must be made. */
  readonly any?: string;
  readonly chosen: string | undefined;
  readonly options: readonly (readonly [value: string, text: string])[];
}

function Choice({ name, label, any, chosen, options }: ChoiceProps) {
  return (
    <label>
      {label}
      <select name={name}>
        {any === undefined ? null : <option value="">{any}</option>}
        {options.map(([value, text]) => (
          <option key={value} value={value} selected={chosen === value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Typed or chosen: there may be more labels than a list can offer. */
function LabelField({ value, labels }: { readonly value: string | undefined; readonly labels: readonly SiteLabel[] }) {
  const { words } = useView();
  return (
    <label>
      {words.siteList.label}
      <input
        name="label"
        list="labels"
        value={value}
        maxLength={1000}
        placeholder={words.siteList.labelHint}
        autocomplete="off"
        spellcheck={false}
      />
      <DrawnOnce of={labels} part="offered">
        {() => (
          <datalist id="labels">
            {labels.map((one) => (
              <option key={`${one.name}:${one.value}`} value={`${one.name}:${one.value}`} />
            ))}
          </datalist>
        )}
      </DrawnOnce>
    </label>
  );
}
