import { type Severity, severities } from "../../base/severity.ts";
import { useView } from "./view.ts";

/** A field for part of a domain. */
export function DomainSearch({ value }: { readonly value: string }) {
  const { words } = useView();
  return (
    <label>
      {words.sites.search}
      <input
        type="search"
        name="search"
        value={value}
        maxLength={200}
        placeholder={words.sites.searchHint}
        autocomplete="off"
        spellcheck={false}
      />
    </label>
  );
}

/** A choice of one severity, or any. */
export function SeverityChoice({ label, chosen }: { readonly label: string; readonly chosen: Severity | undefined }) {
  const { words } = useView();
  return (
    <label>
      {label}
      <select name="severity">
        <option value="">{words.sites.any}</option>
        {severities.toReversed().map((severity) => (
          <option key={severity} value={severity} selected={chosen === severity}>
            {words.severities[severity]}
          </option>
        ))}
      </select>
    </label>
  );
}
