import type { StoredEvidence } from "../../contract/v1/evidence.ts";
import type { Times } from "./times.ts";
import { useView } from "./view.ts";

type Chain = NonNullable<StoredEvidence["chain"]>;

/** The certificates that a server sent, leaf first. */
export function CertificateTable({ chain }: { readonly chain: Chain }) {
  const { words } = useView();
  return (
    <table class="stacked">
      <caption>{words.evidence.chain}</caption>
      <thead>
        <tr>
          <th scope="col">{words.evidence.subject}</th>
          <th scope="col">{words.evidence.issuer}</th>
          <th scope="col">{words.evidence.validity}</th>
        </tr>
      </thead>
      <tbody>
        {chain.map((certificate) => (
          <CertificateRow key={certificate.fingerprint} certificate={certificate} />
        ))}
      </tbody>
    </table>
  );
}

function CertificateRow({ certificate }: { readonly certificate: Chain[number] }) {
  const { times, words } = useView();
  const { subject, issuer, notBeforeMs, notAfterMs, fingerprint } = certificate;
  return (
    <tr>
      <th scope="row">
        {subject}
        <small>
          <code>{fingerprint}</code>
        </small>
      </th>
      <td data-label={words.evidence.issuer}>{issuer}</td>
      <td data-label={words.evidence.validity}>
        {words.evidence.until(dayOf(notBeforeMs, times), dayOf(notAfterMs, times))}
      </td>
    </tr>
  );
}

/** `2026-11-21`, or what was stored where no calendar reaches (ECMA-262, section 21.4.1.1). */
function dayOf(ms: number, times: Times): string {
  return Math.abs(ms) <= 8.64e15 ? times.day(new Date(ms)) : String(ms);
}
