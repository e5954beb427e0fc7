import { aliveSeconds } from "../agents/registry.ts";
import type { SummaryRead } from "../read/summary.ts";
import { Ago } from "./marks.tsx";
import { useView } from "./view.ts";

/** Whether the work gets done: what waits, for how long, and who does it. */
export function WorkList({ read }: { readonly read: SummaryRead }) {
  const { now, words } = useView();
  const { age, agents, lateness } = read;
  const seen = agents.filter((one) => now.getTime() - one.lastSeenAt.getTime() <= aliveSeconds * 1000).length;
  return (
    <section aria-labelledby="work">
      <h2 id="work">{words.work.heading}</h2>
      <dl class="facts">
        <div>
          <dt>{words.work.due}</dt>
          <dd>{words.number(lateness.due)}</dd>
        </div>
        <div>
          <dt>{words.work.oldest}</dt>
          <dd>{lateness.due === 0 ? words.work.none : words.frame.duration(lateness.oldestDueMs)}</dd>
        </div>
        <div>
          <dt>{words.work.results}</dt>
          <dd>{age === undefined ? words.work.none : <Ago at={age.newestAt} />}</dd>
        </div>
        <div>
          <dt>{words.work.agents}</dt>
          <dd>{words.work.agentsSeen(seen, agents.length)}</dd>
        </div>
      </dl>
    </section>
  );
}
