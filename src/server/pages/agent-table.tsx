import type { AgentRow as Agent } from "../../store/agents.ts";
import { Ago, Since } from "./marks.tsx";
import { useView } from "./view.ts";

/** How many agents the summary shows. */
const agentsMax = 20;

/** The agents heard of last. */
export function AgentTable({ agents }: { readonly agents: readonly Agent[] }) {
  const { words } = useView();
  return (
    <table class="stacked agents">
      <caption>{words.agents.caption}</caption>
      <thead>
        <tr>
          <th scope="col">{words.agents.name}</th>
          <th scope="col">{words.agents.state}</th>
          <th scope="col">{words.agents.version}</th>
          <th scope="col">{words.agents.seen}</th>
          <th scope="col">{words.agents.up}</th>
        </tr>
      </thead>
      <tbody>
        {agents.slice(0, agentsMax).map((agent) => (
          <AgentRow key={agent.id} agent={agent} />
        ))}
      </tbody>
    </table>
  );
}

function AgentRow({ agent }: { readonly agent: Agent }) {
  const { now, words } = useView();
  const upMs = Math.max(1000, now.getTime() - agent.startedAt.getTime());
  return (
    <tr>
      <th scope="row">{agent.name}</th>
      <td>
        <AgentState agent={agent} />
      </td>
      <td data-label={words.agents.version}>{agent.version}</td>
      <td data-label={words.agents.seen}>
        <Ago at={agent.lastSeenAt} />
      </td>
      <td data-label={words.agents.up}>{words.frame.duration(upMs)}</td>
    </tr>
  );
}

/** Whether an agent is believed, or why not since when. */
export function AgentState({ agent: { isolatedAt, isolation } }: { readonly agent: Agent }) {
  const { words } = useView();
  if (isolatedAt === null) return <>{words.agents.believed}</>;
  return (
    <>
      <span class="severity warning">{words.agents.isolated}</span> <Since at={isolatedAt} />
      <small>{isolation}</small>
      <small>{words.agents.isolatedHint}</small>
    </>
  );
}
