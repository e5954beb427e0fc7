import { useView } from "./view.ts";

/** The rules by which availability is counted. */
export function AvailabilityRules() {
  const { rules } = useView().words.availability;
  return (
    <ul>
      {rules.list.map((rule) => (
        <li key={rule}>{rule}</li>
      ))}
    </ul>
  );
}
