import type { IncidentRow } from "../../store/incident-rows.ts";
import { Url } from "./url.tsx";
import { useView } from "./view.ts";

type Named = Pick<IncidentRow, "about" | "domain">;

/** What an incident is about: a site, an agent, or all agents. */
export function IncidentName({ incident }: { readonly incident: Named }) {
  const { words } = useView();
  const { about, domain } = incident;
  if (about === "target") return <Url url={domain} />;
  return <>{about === "agent" ? words.incidents.agent(domain) : words.incidents.agents}</>;
}
