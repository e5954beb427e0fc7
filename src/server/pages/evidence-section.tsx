import { shownUrl } from "../../base/secrets/shown-url.ts";
import type { StoredEvidence } from "../../contract/v1/evidence.ts";
import type { TargetRead } from "../read/target.ts";
import { CertificateTable } from "./certificate-table.tsx";
import { Facts } from "./facts.tsx";
import { Instant } from "./marks.tsx";
import { useView } from "./view.ts";

type Answer = Extract<StoredEvidence, { readonly kind: "answer" }>;

/** What an agent saw at the latest change, for a person to read. */
export function EvidenceSection({ evidence }: { readonly evidence: TargetRead["evidence"] }) {
  const { words } = useView();
  return (
    <section aria-labelledby="evidence">
      <h2 id="evidence">
        {words.evidence.heading} {evidence === undefined ? null : <Instant at={evidence.slot} />}
      </h2>
      {evidence === undefined ? (
        <p class="quiet">{words.evidence.none}</p>
      ) : (
        <EvidenceParts seen={evidence.observation} />
      )}
    </section>
  );
}

/** What an agent saw, without a heading. */
export function EvidenceParts({ seen }: { readonly seen: StoredEvidence }) {
  return (
    <>
      <ExchangeFacts seen={seen} />
      {seen.chain === undefined || seen.chain.length === 0 ? null : <CertificateTable chain={seen.chain} />}
      {seen.kind === "answer" ? <AnswerParts seen={seen} /> : null}
    </>
  );
}

function ExchangeFacts({ seen }: { readonly seen: StoredEvidence }) {
  const { words } = useView();
  const { dnsMs, tlsMs, firstByteMs, totalMs } = seen.timings;
  const { dns, tls, firstByte, total } = words.evidence.times;
  const timings = Object.entries({ [dns]: dnsMs, [tls]: tlsMs, [firstByte]: firstByteMs, [total]: totalMs }).flatMap(
    ([name, ms]) => (ms === undefined ? [] : [`${name} ${words.frame.duration(Math.round(ms))}`]),
  );
  const { columns, evidence, reasons } = words;
  const facts: [string, string][] =
    seen.kind === "answer"
      ? [[columns.status, String(seen.status)]]
      : [
          [columns.reason, reasons[seen.reason]],
          [columns.message, seen.message],
        ];
  facts.push(["URL", shownUrl(seen.url)]);
  if (seen.remoteAddress !== undefined) facts.push([evidence.address, seen.remoteAddress]);
  facts.push([evidence.timings, timings.join(" · ")]);
  return <Facts facts={facts} />;
}

function AnswerParts({ seen }: { readonly seen: Answer }) {
  const { words } = useView();
  return (
    <>
      {seen.redirects.length === 0 ? null : (
        <>
          <h3>{words.evidence.redirects}</h3>
          <ol>
            {seen.redirects.map((url) => (
              <li key={url}>{shownUrl(url)}</li>
            ))}
          </ol>
        </>
      )}
      <HeaderTable headers={seen.headers} />
      <h3>
        {words.evidence.body} <small>{words.evidence.bytes(seen.bodyBytes)}</small>
      </h3>
      <pre class="body">
        <code>{seen.bodyStart}</code>
      </pre>
    </>
  );
}

function HeaderTable({ headers }: { readonly headers: Answer["headers"] }) {
  const { words } = useView();
  return (
    <table class="headers">
      <caption>{words.evidence.headers}</caption>
      <thead>
        <tr>
          <th scope="col">{words.evidence.header}</th>
          <th scope="col">{words.evidence.value}</th>
        </tr>
      </thead>
      <tbody>
        {headers.map(([name, value], index) => (
          <tr key={`${index}:${name}`}>
            <th scope="row">{name}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
