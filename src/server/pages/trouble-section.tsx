import type { TroubleRead } from "../read/summary.ts";
import { CauseTable } from "./cause-table.tsx";
import { IncidentTable } from "./incident-table.tsx";
import { useView } from "./view.ts";

/** What is wrong now: causes that incidents share, then the others worst first; nothing where all is well. */
export function TroubleSection({ trouble }: { readonly trouble: TroubleRead }) {
  const { links, words } = useView();
  const { open, others, all } = words.incidents;
  const { causes, incidents } = trouble;
  if (causes.rows.length === 0 && incidents.rows.length === 0) return null;
  return (
    <>
      <CauseTable page={causes} />
      {incidents.rows.length === 0 ? null : (
        <IncidentTable caption={causes.rows.length === 0 ? open : others} rows={incidents.rows} />
      )}
      <p class="onward">
        <a href={links.incidents()}>{all}</a>
      </p>
    </>
  );
}
