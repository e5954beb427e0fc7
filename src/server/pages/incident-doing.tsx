import type { IncidentDetail } from "../../store/incident-detail.ts";
import type { SiteSilences } from "../read/silences.ts";
import { ActionForm } from "./action-form.tsx";
import { PlannedTable } from "./planned-table.tsx";
import { QuickSilence } from "./quick-silence.tsx";
import { SilenceTable } from "./silence-table.tsx";
import { useView } from "./view.ts";

interface IncidentDoingProps {
  readonly incident: IncidentDetail;
  readonly silences: SiteSilences;
}

/** What can be done about an incident, and what keeps its messages back now. */
export function IncidentDoing({ incident, silences }: IncidentDoingProps) {
  const { links, words } = useView();
  const isOpen = incident.closedAt === null;
  const isSite = incident.about === "target";
  return (
    <section>
      {isOpen && incident.acknowledgedAt === null ? <Acknowledge incidentId={incident.id} /> : null}
      {isOpen && isSite ? (
        <QuickSilence action={links.to.silenceIncident(incident.id)} domain={incident.domain} />
      ) : null}
      {silences.active.length === 0 ? null : (
        <SilenceTable caption={words.doing.silences.ofSite} rows={silences.active} back={`incident:${incident.id}`} />
      )}
      <PlannedTable rows={silences.planned} />
    </section>
  );
}

/** A button for who may press it; for others, how it can be done. */
function Acknowledge({ incidentId }: { readonly incidentId: number }) {
  const { caller, links, words } = useView();
  const { button, text } = words.doing.acknowledge;
  if (caller.kind !== "user" || caller.role !== "administrator") {
    return (
      <p class="quiet">
        {words.incidents.notAcknowledged} <code>POST {links.api(`/incidents/${incidentId}/acknowledge`)}</code>
      </p>
    );
  }
  return (
    <ActionForm action={links.to.acknowledge(incidentId)} class="doing">
      <button type="submit">{button}</button>
      <span class="quiet">{text}</span>
    </ActionForm>
  );
}
