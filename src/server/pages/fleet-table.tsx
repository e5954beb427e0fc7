import type { CertificateRow } from "../../store/certificate-rows.ts";
import { Instant } from "./marks.tsx";
import { SiteName } from "./site-name.tsx";
import { Url } from "./url.tsx";
import { useView } from "./view.ts";

const dayMs = 86_400_000;

/** Certificates with the targets that show them. */
export function FleetTable({ rows }: { readonly rows: readonly CertificateRow[] }) {
  const { words } = useView();
  const { list, expiry, target, subject, issuer, since } = words.certificates;
  return (
    <table class="stacked fleet">
      <caption>{list}</caption>
      <thead>
        <tr>
          <th scope="col">{expiry}</th>
          <th scope="col">{target}</th>
          <th scope="col">{subject}</th>
          <th scope="col">{issuer}</th>
          <th scope="col">{since}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.targetId} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ row }: { readonly row: CertificateRow }) {
  const { links, times, words } = useView();
  const { issuer, renewedAt, selfSigned, since, subject } = words.certificates;
  return (
    <tr>
      <td class="since">
        <TimeLeft until={row.notAfter} />
        <small>
          <Instant at={row.notAfter} />
        </small>
      </td>
      <th scope="row">
        <a href={links.target(row.targetId)}>
          <SiteName domain={row.domain} />
        </a>
        <small>
          <Url url={row.url} relativeTo={row.domain} />
        </small>
      </th>
      <td data-label={subject}>{row.subject}</td>
      <td data-label={issuer}>{row.issuer === "" ? selfSigned : row.issuer}</td>
      <td class="since" data-label={since}>
        <time dateTime={row.firstSeenAt.toISOString()}>{times.minute(row.firstSeenAt)}</time>
        {row.renewedAt === null ? null : <small>{renewedAt}</small>}
      </td>
    </tr>
  );
}

/** Days that are left, as a word in a colour where they are few. */
function TimeLeft({ until }: { readonly until: Date }) {
  const { now, words } = useView();
  const leftMs = until.getTime() - now.getTime();
  if (leftMs < 0) return <span class="severity critical">{words.certificates.expired}</span>;
  const days = Math.floor(leftMs / dayMs);
  return <span class={`severity ${days < 7 ? "warning" : "ok"}`}>{words.certificates.left(days)}</span>;
}
