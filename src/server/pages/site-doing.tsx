import type { SiteKey } from "../../store/sites.ts";
import type { SiteSilences } from "../read/silences.ts";
import { ActionForm } from "./action-form.tsx";
import { PlannedTable } from "./planned-table.tsx";
import { QuickSilence } from "./quick-silence.tsx";
import { SilenceTable } from "./silence-table.tsx";
import { useView } from "./view.ts";

/** What can be done about a site, and what keeps its messages back now. */
export function SiteDoing({ site, silences }: { readonly site: SiteKey; readonly silences: SiteSilences }) {
  const { links, words } = useView();
  return (
    <section>
      <CheckAgain action={links.to.rescheduleSite(site.id)} text={words.doing.reschedule.site} />
      <QuickSilence action={links.to.silenceSite(site.id)} domain={site.domain} />
      {silences.active.length === 0 ? null : (
        <SilenceTable caption={words.doing.silences.ofSite} rows={silences.active} back={`site:${site.id}`} />
      )}
      <PlannedTable rows={silences.planned} />
    </section>
  );
}

/** Lets something be checked now. */
export function CheckAgain({ action, text }: { readonly action: string; readonly text: string }) {
  return (
    <ActionForm action={action} class="doing">
      <button type="submit">{text}</button>
    </ActionForm>
  );
}
