import type { AuditRow } from "../../store/audit.ts";
import { Layout } from "./layout.tsx";
import { Instant } from "./marks.tsx";
import { useView } from "./view.ts";

interface AuditProps {
  readonly rows: readonly AuditRow[];
  /** Cursor of the page behind; undefined on the last. */
  readonly next: string | undefined;
  /** Whether this is a page after the first. */
  readonly continued: boolean;
}

/** Who did what, from where, the newest first. */
export function AuditPage({ rows, next, continued }: AuditProps) {
  const { links, words } = useView();
  const { title, none, pages, older, newest } = words.access.audit;
  return (
    <Layout title={title} section={undefined}>
      <h1>{title}</h1>
      {rows.length === 0 ? <p class="quiet">{none}</p> : <AuditTable rows={rows} />}
      {next === undefined && !continued ? null : (
        <nav class="paging" aria-label={pages}>
          {continued ? <a href={links.audit()}>{newest}</a> : <span />}
          {next === undefined ? null : (
            <a rel="next" href={links.audit({ cursor: next })}>
              {older}
            </a>
          )}
        </nav>
      )}
    </Layout>
  );
}

function AuditTable({ rows }: Pick<AuditProps, "rows">) {
  const { words } = useView();
  const { caption, when, who, from, what, subject, detail } = words.access.audit;
  return (
    <table class="stacked deeds">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{when}</th>
          <th scope="col">{who}</th>
          <th scope="col">{what}</th>
          <th scope="col">{subject}</th>
          <th scope="col">{from}</th>
          <th scope="col">{detail}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row" class="when">
              <Instant at={row.at} />
            </th>
            <td data-label={who}>{row.actor}</td>
            <td data-label={what}>
              <code>{row.action}</code>
            </td>
            <td data-label={subject}>{row.subject}</td>
            <td class="address" data-label={from}>
              {row.address}
            </td>
            <td data-label={detail}>{detailText(row)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** `role: reader, name: ci`; empty for nothing more to say. */
function detailText({ detail }: AuditRow): string {
  return Object.entries(detail)
    .map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");
}
