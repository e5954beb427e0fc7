import type { RevisionRow } from "../../store/revision-rows.ts";
import type { ConfigurationRead, StandingRefusal } from "../read/configuration.ts";
import { ActionForm } from "./action-form.tsx";
import { AttemptTable } from "./attempt-table.tsx";
import { DiffSection } from "./diff-section.tsx";
import { DrawnOnce } from "./drawn-once.tsx";
import { Facts } from "./facts.tsx";
import { Layout } from "./layout.tsx";
import { Ago, Since } from "./marks.tsx";
import { placeOf } from "./problem-place.ts";
import { RevisionTable } from "./revision-table.tsx";
import { useView } from "./view.ts";

interface ConfigurationProps {
  readonly read: ConfigurationRead;
  /** Whether the revisions are a page after the first. */
  readonly continued: boolean;
}

/** What is in force, what keeps a newer file from being so, what changed, and how attempts went. */
export function ConfigurationPage({ read, continued }: ConfigurationProps) {
  const { words } = useView();
  const { headline, noneYet, title } = words.doing.configuration;
  const { inForce, refusal, shown } = read;
  return (
    <Layout title={title} section="configuration">
      <h1>{inForce === undefined ? noneYet : headline(inForce.id)}</h1>
      {inForce === undefined ? null : <RevisionFacts revision={inForce} />}
      {refusal === undefined ? null : <Refusal refusal={refusal} />}
      <Reload />
      {shown === undefined ? null : (
        <DrawnOnce of={shown} part="diff">
          {() => <DiffSection revision={shown.revision} diff={shown.diff} />}
        </DrawnOnce>
      )}
      <DrawnOnce of={read} part={`history ${continued}`}>
        {() => (
          <>
            <AttemptTable attempts={read.attempts} />
            <RevisionTable page={read.revisions} continued={continued} />
          </>
        )}
      </DrawnOnce>
    </Layout>
  );
}

function RevisionFacts({ revision }: { readonly revision: RevisionRow }) {
  const { words } = useView();
  const { since, digest, sites, targets, checks, perMinute } = words.doing.configuration.facts;
  const known = (value: number | null) => (value === null ? "–" : words.number(Math.round(value)));
  return (
    <Facts
      facts={[
        [since, <Since key="since" at={revision.appliedAt} />],
        [sites, known(revision.sites)],
        [targets, known(revision.targets)],
        [checks, known(revision.checks)],
        [perMinute, known(revision.runsPerMinute)],
        [digest, <code key="digest">{revision.digest.slice(0, 12)}</code>],
      ]}
    />
  );
}

function Refusal({ refusal: { server, at, problems } }: { readonly refusal: StandingRefusal }) {
  const { words } = useView();
  const { heading, lead, where, what } = words.doing.configuration.problems;
  return (
    <section aria-labelledby="problems">
      <h2 id="problems">
        {heading(server)}{" "}
        <small>
          <Ago at={at} />
        </small>
      </h2>
      <p class="alarm warning">{lead}</p>
      <table class="stacked problems">
        <thead>
          <tr>
            <th scope="col">{where}</th>
            <th scope="col">{what}</th>
          </tr>
        </thead>
        <tbody>
          {problems.map((problem) => (
            <tr key={placeOf(problem) + problem.message}>
              <th scope="row">
                <code>{placeOf(problem)}</code>
              </th>
              <td>{problem.message}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Reload() {
  const { links, words } = useView();
  const { button, text } = words.doing.configuration.reload;
  return (
    <ActionForm action={links.to.reload()} class="doing">
      <button type="submit">{button}</button>
      <small>{text}</small>
    </ActionForm>
  );
}
