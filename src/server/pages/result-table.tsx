import type { ResultRow as Result } from "../../store/results.ts";
import { encodeCursor } from "../cursor.ts";
import type { Page } from "../page-of.ts";
import { Instant, NumberCell, SeverityMark } from "./marks.tsx";
import { useView } from "./view.ts";

interface ResultProps {
  readonly targetId: number;
  readonly page: Page<Result>;
  /** Whether this is a page after the first. */
  readonly continued: boolean;
}

/** The latest results of a target, newest first. */
export function ResultTable({ targetId, page, continued }: ResultProps) {
  const { links, words } = useView();
  const { rows, last } = page;
  if (rows.length === 0 && !continued) return <p class="quiet">{words.target.noResults}</p>;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard. */}
      <section class="wide" tabIndex={0} aria-labelledby="results">
        <table>
          <caption id="results">{words.target.results}</caption>
          <ResultHead />
          <tbody>
            {rows.map((result) => (
              <ResultRow key={result.slotText} result={result} />
            ))}
          </tbody>
        </table>
      </section>
      {last === undefined && !continued ? null : (
        <nav class="paging" aria-label={words.sites.pages}>
          {continued ? <a href={links.target(targetId)}>{words.target.newest}</a> : <span />}
          {last === undefined ? null : (
            <a rel="next" href={links.target(targetId, { cursor: encodeCursor({ slotText: last.slotText }) })}>
              {words.target.older}
            </a>
          )}
        </nav>
      )}
    </>
  );
}

function ResultHead() {
  const { columns } = useView().words;
  const numbers = [columns.status, columns.total, columns.dns, columns.tls, columns.firstByte, columns.bytes];
  return (
    <thead>
      <tr>
        <th scope="col">{columns.slot}</th>
        <th scope="col">{columns.severity}</th>
        <th scope="col">{columns.reason}</th>
        {[...numbers, columns.late, columns.missed].map((name) => (
          <th key={name} scope="col" class="number">
            {name}
          </th>
        ))}
        <th scope="col">{columns.agent}</th>
      </tr>
    </thead>
  );
}

function ResultRow({ result }: { readonly result: Result }) {
  const { words } = useView();
  const { status, totalMs, dnsMs, tlsMs, firstByteMs, bodyBytes, lateMs, missed } = result;
  return (
    <tr>
      <th scope="row">
        <Instant at={result.slot} />
      </th>
      <td>
        <SeverityMark severity={result.severity} />
      </td>
      <td>{words.reasons[result.reason]}</td>
      <td class="number">{status === null || status === 0 ? "–" : status}</td>
      <NumberCell value={tenth(totalMs)} />
      <NumberCell value={tenth(dnsMs)} />
      <NumberCell value={tenth(tlsMs)} />
      <NumberCell value={tenth(firstByteMs)} />
      <NumberCell value={bodyBytes} />
      <NumberCell value={lateMs} />
      <NumberCell value={missed} />
      <td>{result.agent ?? "–"}</td>
    </tr>
  );
}

/** Whole milliseconds are enough from ten on. */
function tenth(ms: number | null): number | null {
  if (ms === null) return null;
  return ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms);
}
