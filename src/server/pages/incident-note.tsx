import type { IncidentRow } from "../../store/incident-rows.ts";
import { IncidentTags } from "./incident-table.tsx";
import { useView } from "./view.ts";

/** Leads from a target to its open incident; nothing where there is none. */
export function IncidentNote({ incident }: { readonly incident: IncidentRow | undefined }) {
  const { links, now, words } = useView();
  if (incident === undefined) return null;
  const { id, severity, reason, openedAt } = incident;
  const lastsMs = Math.max(0, now.getTime() - openedAt.getTime());
  return (
    <p class={`alarm ${severity}`}>
      {words.incidents.note(words.severities[severity])}{" "}
      <a href={links.incident(id)}>
        {words.reasons[reason]}, {words.frame.duration(lastsMs)}
      </a>
      <IncidentTags incident={incident} />
    </p>
  );
}
