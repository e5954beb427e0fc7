import type { AttemptOutcome } from "../../contract/v1/configuration.ts";
import type { ConfigAttempt } from "../read/configuration.ts";
import { Instant } from "./marks.tsx";
import { placeOf } from "./problem-place.ts";
import { useView } from "./view.ts";

/** How the latest attempts to read the configuration went, on every server. */
export function AttemptTable({ attempts }: { readonly attempts: readonly ConfigAttempt[] }) {
  const { words } = useView();
  const { caption, none, server, source, outcome, problem } = words.doing.configuration.attempts;
  if (attempts.length === 0) return <p class="quiet">{none}</p>;
  return (
    <table class="stacked attempts">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{words.columns.at}</th>
          <th scope="col">{server}</th>
          <th scope="col">{source}</th>
          <th scope="col">{outcome}</th>
          <th scope="col">{problem}</th>
        </tr>
      </thead>
      <tbody>
        {attempts.map((attempt) => (
          <AttemptRow key={attempt.id} attempt={attempt} />
        ))}
      </tbody>
    </table>
  );
}

/** The colour beside each word. */
const colours = { applied: "ok", refused: "warning", failed: "warning" } as const satisfies Record<
  AttemptOutcome,
  string
>;

function AttemptRow({ attempt }: { readonly attempt: ConfigAttempt }) {
  const { words } = useView();
  const { alive, more, outcomes, revision, source, sources } = words.doing.configuration.attempts;
  const [first] = attempt.problems;
  return (
    <tr>
      <td class="when">
        <Instant at={attempt.at} />
      </td>
      <th scope="row">
        {attempt.server}
        {attempt.alive ? <small>{alive}</small> : null}
      </th>
      <td data-label={source}>{sources[attempt.source]}</td>
      <td class="when">
        <span class={`severity ${colours[attempt.outcome]}`}>{outcomes[attempt.outcome]}</span>
        {attempt.revision === null ? null : <small>{revision(attempt.revision)}</small>}
      </td>
      <td>
        {first === undefined ? null : (
          <>
            <code>{placeOf(first)}</code> {first.message}
          </>
        )}
        {attempt.problemCount > 1 ? <small>{more(attempt.problemCount - 1)}</small> : null}
      </td>
    </tr>
  );
}
