import type { IncidentFacts } from "../../store/acknowledge.ts";
import type { LinkAction, LinkClaim } from "../auth/signed-links.ts";
import { Facts } from "./facts.tsx";
import { Layout } from "./layout.tsx";
import { SeverityMark, Since } from "./marks.tsx";
import { Url } from "./url.tsx";
import { useView } from "./view.ts";
import { Why } from "./why.tsx";

/** How far an action has come. */
export type ActState =
  /** Waits for the person to say yes; the form carries what the link carried. */
  | { readonly kind: "asked"; readonly claim: Pick<LinkClaim, "expires" | "signature"> }
  /** Nothing left to do, or done; in words. */
  | { readonly kind: "said"; readonly text: string };

interface ActPageProps {
  readonly action: LinkAction;
  readonly incident: IncidentFacts;
  readonly state: ActState;
}

/** Asks before it does what a link of a message says, or says what was done. */
export function ActPage({ action, incident, state }: ActPageProps) {
  const { links, words } = useView();
  const asked = words.act[action];
  return (
    <Layout title={asked.title} section={undefined}>
      <section class="empty">
        <h1>{asked.title}</h1>
        <IncidentList incident={incident} />
        {state.kind === "said" ? (
          <p role="status">{state.text}</p>
        ) : (
          <ConfirmForm action={action} incident={incident} claim={state.claim} />
        )}
        <p>
          <a href={links.incident(incident.id)}>{words.act.more}</a>
        </p>
      </section>
    </Layout>
  );
}

function IncidentList({ incident }: { readonly incident: IncidentFacts }) {
  const { words } = useView();
  const { columns } = words;
  return (
    <Facts
      facts={[
        [columns.severity, <SeverityMark key="severity" severity={incident.severity} />],
        ...(incident.domain === "" ? [] : [[columns.site, <Url key="site" url={incident.domain} />] as const]),
        ...(incident.url === "" ? [] : [[words.act.address, <Url key="address" url={incident.url} />] as const]),
        [columns.wrong, <Why key="wrong" reason={incident.reason} message={incident.message} />],
        [columns.since, <Since key="since" at={incident.openedAt} />],
        ...(incident.acknowledgedBy === null ? [] : [[words.act.knows, incident.acknowledgedBy] as const]),
      ]}
    />
  );
}

function ConfirmForm({ action, incident, claim }: Omit<ActPageProps, "state"> & Pick<AskedState, "claim">) {
  const { links, words } = useView();
  const { text, button } = words.act[action];
  return (
    <form method="post" action={links.act(action, incident.id)}>
      <p>{text}</p>
      <input type="hidden" name="expires" value={claim.expires} />
      <input type="hidden" name="signature" value={claim.signature} />
      <button type="submit">{button}</button>
    </form>
  );
}

type AskedState = Extract<ActState, { kind: "asked" }>;
