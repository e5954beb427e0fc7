import { shownUrl } from "../../base/secrets/shown-url.ts";
import type { SiteMatch } from "../../config/silence.ts";
import { useView } from "./view.ts";

/** Which sites a silence is about. */
export function SilenceMatch({ match: { domain, labels } }: { readonly match: SiteMatch }) {
  const { words } = useView();
  const said = Object.entries(labels ?? {});
  const { everySite, label } = words.doing.silences;
  if (domain === undefined && said.length === 0) return <>{everySite}</>;
  return (
    <>
      {domain === undefined ? null : <code>{shownUrl(domain)}</code>}
      {said.map(([name, value]) => (
        <span key={name} class="tag">
          {label(name, value)}
        </span>
      ))}
    </>
  );
}
