import { severities } from "../../base/severity.ts";
import type { WorstCheck } from "../../store/worst-checks.ts";
import type { SummaryRead, TroubleRead } from "../read/summary.ts";
import { AgentTable } from "./agent-table.tsx";
import { DrawnOnce } from "./drawn-once.tsx";
import { NoAgent, NoSites } from "./empty-state.tsx";
import { freshness } from "./freshness.ts";
import { Layout } from "./layout.tsx";
import { RefreshChoice } from "./refresh-choice.tsx";
import { CheckAgain } from "./site-doing.tsx";
import { TroubleSection } from "./trouble-section.tsx";
import { useView } from "./view.ts";
import { WorkList } from "./work-list.tsx";
import { WorstTable } from "./worst-table.tsx";

interface SummaryProps {
  readonly read: SummaryRead;
  readonly trouble: TroubleRead;
  readonly worst: readonly WorstCheck[];
  /** What the visitor chose; undefined for no refreshing. */
  readonly refreshSeconds: number | undefined;
}

/** How it stands: the counts, the worst first, and whether the work gets done. */
export function SummaryPage({ read, trouble, worst, refreshSeconds }: SummaryProps) {
  const { links, now, words } = useView();
  const { counts, agents } = read;
  const all = counts.ok + counts.unknown + counts.warning + counts.critical;
  if (all === 0) {
    return (
      <Layout title={words.nav.summary} section="summary">
        <NoSites />
        {agents.length === 0 ? <NoAgent /> : <AgentTable agents={agents} />}
      </Layout>
    );
  }
  return (
    <Layout title={words.headline(counts)} section="summary">
      <div class={`board ${freshness(read, now)}`}>
        <h1>{words.headline(counts)}</h1>
        <DrawnOnce of={read} part="counts">
          {() => <Standing read={read} />}
        </DrawnOnce>
        <DrawnOnce of={trouble} part="trouble">
          {() => <TroubleSection trouble={trouble} />}
        </DrawnOnce>
        <DrawnOnce of={worst} part={`worst of ${all - counts.ok}`}>
          {() => <WorstTable rows={worst} notOk={all - counts.ok} />}
        </DrawnOnce>
        {all === counts.ok ? null : <CheckAgain action={links.to.reschedule()} text={words.doing.reschedule.notOk} />}
        <DrawnOnce of={read} part="work">
          {() => (
            <>
              <WorkList read={read} />
              {agents.length === 0 ? null : <AgentTable agents={agents} />}
            </>
          )}
        </DrawnOnce>
      </div>
      <RefreshChoice chosenSeconds={refreshSeconds} />
    </Layout>
  );
}

function Standing({ read }: { readonly read: SummaryRead }) {
  const { words } = useView();
  return (
    <>
      <AgeLine read={read} />
      {read.agents.length === 0 ? <NoAgent /> : null}
      <Counts name={words.counts} counts={read.counts} />
      {read.sites === undefined ? null : <Counts name={words.siteCounts} counts={read.sites} />}
    </>
  );
}

function AgeLine({ read }: { readonly read: SummaryRead }) {
  const { now, words } = useView();
  const fresh = freshness(read, now);
  const age = words.frame.duration(Math.max(1000, read.age?.ageMs ?? 0));
  if (fresh === "none") return <p class="age">{words.age.none}</p>;
  return (
    <p class={`age ${fresh}`} role="status">
      {fresh === "stale" ? words.age.stale(age) : words.age.fresh(age)}
    </p>
  );
}

/** How many have which severity; each number leads to the sites behind it. */
function Counts({ name, counts }: { readonly name: string; readonly counts: SummaryRead["counts"] }) {
  const { links, words } = useView();
  return (
    <>
      <p class="counted">{name}</p>
      <ul class="counts" aria-label={name}>
        {severities.toReversed().map((severity) => (
          <li key={severity}>
            <a class={`count ${counts[severity] === 0 ? "zero" : severity}`} href={links.sites({ severity })}>
              <strong>{words.number(counts[severity])}</strong> {words.severities[severity]}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
