import type { ChangedTarget, ConfigDiff } from "../../contract/v1/configuration.ts";
import type { RevisionRow } from "../../store/revision-rows.ts";
import { Url } from "./url.tsx";
import { useView } from "./view.ts";

/** Kinds of change, what was lost first. */
const kinds = ["removed", "changed", "added"] as const satisfies readonly (keyof ConfigDiff)[];

interface DiffProps {
  readonly revision: RevisionRow;
  /** Undefined where it is kept no longer. */
  readonly diff: ConfigDiff | undefined;
}

/** Which targets a revision added, changed and removed. */
export function DiffSection({ revision, diff }: DiffProps) {
  const { words } = useView();
  const { heading, nothing, gone } = words.doing.configuration.diff;
  const changes = revision.added + revision.changed + revision.removed;
  return (
    <section aria-labelledby="diff">
      <h2 id="diff">{heading(revision.id)}</h2>
      {changes === 0 ? <p class="quiet">{nothing}</p> : null}
      {changes > 0 && diff === undefined ? <p class="quiet">{gone}</p> : null}
      {diff === undefined
        ? null
        : kinds.map((kind) => <DiffTable key={kind} kind={kind} total={revision[kind]} targets={diff[kind]} />)}
    </section>
  );
}

interface DiffTableProps {
  readonly kind: keyof ConfigDiff;
  readonly total: number;
  readonly targets: readonly ChangedTarget[];
}

function DiffTable({ kind, total, targets }: DiffTableProps) {
  const { words } = useView();
  const { kinds: said, first, target } = words.doing.configuration.diff;
  if (targets.length === 0) return null;
  return (
    <table>
      <caption>
        {said[kind](total)}
        {targets.length < total ? <small>{first(targets.length)}</small> : null}
      </caption>
      <thead>
        <tr>
          <th scope="col">{words.columns.site}</th>
          <th scope="col">{target}</th>
        </tr>
      </thead>
      <tbody>
        {targets.map(({ domain, method, url }, index) => (
          <tr key={`${index}:${url}`}>
            <td>
              <Url url={domain} />
            </td>
            <td>
              {method} <Url url={url} relativeTo={domain} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
