import type { CertificatesFound } from "../../store/certificate-rows.ts";
import type { CertificatesAsked } from "../certificates-asked.ts";
import { encodeCursor } from "../cursor.ts";
import type { LinkQuery } from "../links.ts";
import type { FleetRead } from "../read/certificates.ts";
import { CertificateFilter } from "./certificate-filter.tsx";
import { DrawnOnce } from "./drawn-once.tsx";
import { FleetSection } from "./fleet-section.tsx";
import { FleetTable } from "./fleet-table.tsx";
import { Layout } from "./layout.tsx";
import { useView } from "./view.ts";

/** What a visitor asked for. */
export interface CertificatesRequest extends CertificatesAsked {
  /** Whether this is a page after the first. */
  readonly continued: boolean;
}

interface CertificatesProps {
  readonly asked: CertificatesRequest;
  readonly fleet: FleetRead;
  readonly found: CertificatesFound;
}

/** The certificates of the fleet: in numbers, and one by one. */
export function CertificatesPage({ asked, fleet, found }: CertificatesProps) {
  const { words } = useView();
  const { title, lead, none, noneHint } = words.certificates;
  const { total, buckets } = fleet.counts;
  return (
    <Layout title={title} section="certificates">
      <h1>{title}</h1>
      {total === 0 ? (
        <section class="empty">
          <h2>{none}</h2>
          <p>{noneHint}</p>
        </section>
      ) : (
        <>
          <p class="lead">{lead(total, buckets[0] ?? 0)}</p>
          <DrawnOnce of={fleet} part="fleet">
            {() => <FleetSection fleet={fleet} />}
          </DrawnOnce>
          <CertificateFilter asked={asked} issuers={fleet.issuers.rows} />
          <List asked={asked} found={found} />
        </>
      )}
    </Layout>
  );
}

function List({ asked, found }: Pick<CertificatesProps, "asked" | "found">) {
  const { links, words } = useView();
  const { noneMatches, cutShort, showAll } = words.certificates;
  if (found.rows.length > 0 || found.next !== undefined) {
    return (
      <>
        {found.rows.length === 0 ? (
          <p class="quiet">{cutShort}</p>
        ) : (
          <DrawnOnce of={found} part="certificates">
            {() => <FleetTable rows={found.rows} />}
          </DrawnOnce>
        )}
        <Paging asked={asked} next={found.next} />
      </>
    );
  }
  return (
    <p class="quiet">
      {noneMatches} <a href={links.certificates()}>{showAll}</a>
    </p>
  );
}

function Paging({ asked, next }: { readonly asked: CertificatesRequest; readonly next: CertificatesFound["next"] }) {
  const { links, words } = useView();
  if (next === undefined && !asked.continued) return null;
  const same = certificatesQuery(asked);
  return (
    <nav class="paging" aria-label={words.sites.pages}>
      {asked.continued ? <a href={links.certificates(same)}>{words.sites.first}</a> : <span />}
      {next === undefined ? null : (
        <a rel="next" href={links.certificates({ ...same, cursor: encodeCursor({ ...next }) })}>
          {words.sites.next}
        </a>
      )}
    </nav>
  );
}

/** The same list in an address. */
function certificatesQuery({ search, issuer, withinDays }: CertificatesAsked): LinkQuery {
  return { search, issuer, within: withinDays === undefined ? undefined : String(withinDays) };
}
