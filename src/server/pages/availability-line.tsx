import { periods } from "../../checks/period.ts";
import type { Accounts } from "../read/availability.ts";
import { Share } from "./share.tsx";
import { useView } from "./view.ts";

/** The availability of all periods in one line. */
export function AvailabilityLine({ accounts, note }: { readonly accounts: Accounts; readonly note?: string }) {
  const { words } = useView();
  return (
    <p class="availability">
      <span>
        {words.availability.title}
        {note === undefined ? null : <small> ({note})</small>}
      </span>
      {periods.map((period) => (
        <span key={period}>
          {" "}
          <small>{words.availability.short[period]}</small> <Share account={accounts[period]} />
        </span>
      ))}
    </p>
  );
}
