import { formatDuration } from "../../base/duration.ts";
import { type AgentRow as Agent, agentsMax } from "../../store/agents.ts";
import type { Workforce } from "../agents/workforce.ts";
import { type AgentsRead, isAlive } from "../read/agents.ts";
import { ActionForm } from "./action-form.tsx";
import { AgentState } from "./agent-table.tsx";
import { NoAgent } from "./empty-state.tsx";
import { Facts } from "./facts.tsx";
import { Layout } from "./layout.tsx";
import { Ago } from "./marks.tsx";
import { useView } from "./view.ts";

/** Who does the work, what each carries, and whether they are enough. */
export function AgentsPage({ read }: { readonly read: AgentsRead }) {
  const { now, words } = useView();
  const { caption, cut, headline, title } = words.doing.agents;
  const { agents, work } = read;
  const working = agents.filter((one) => isAlive(one, now) && one.isolatedAt === null).length;
  return (
    <Layout title={title} section="agents">
      <h1>{headline(working)}</h1>
      <WorkforceFacts work={work} working={working} />
      {agents.length === 0 ? <NoAgent /> : null}
      {agents.length === 0 ? null : (
        <table class="stacked agents">
          <caption>
            {caption}
            {agents.length < agentsMax ? null : <small>{cut(agentsMax)}</small>}
          </caption>
          <AgentHead />
          <tbody>
            {agents.map((agent) => (
              <AgentRow key={agent.id} agent={agent} />
            ))}
          </tbody>
        </table>
      )}
    </Layout>
  );
}

interface WorkforceProps {
  readonly work: Workforce;
  /** Agents that live and are believed. */
  readonly working: number;
}

function WorkforceFacts({ work, working }: WorkforceProps) {
  const { words } = useView();
  const { wanted, done, perMinute, needed, about, idle, unknown, tooFew } = words.doing.agents.work;
  const { wantedPerMinute, donePerMinute, agentsNeeded } = work;
  return (
    <>
      {agentsNeeded !== null && agentsNeeded > working ? (
        <p class="alarm warning">{tooFew(agentsNeeded, working)}</p>
      ) : null}
      <Facts
        facts={[
          [wanted, wantedPerMinute === null ? unknown : perMinute(wantedPerMinute)],
          [done, perMinute(donePerMinute)],
          [needed, agentsNeeded === null ? idle : about(agentsNeeded)],
        ]}
      />
    </>
  );
}

function AgentHead() {
  const { words } = useView();
  const { columns } = words.doing.agents;
  return (
    <thead>
      <tr>
        <th scope="col">{words.agents.name}</th>
        <th scope="col">{words.agents.state}</th>
        <th scope="col">{words.agents.seen}</th>
        <th scope="col">{words.agents.up}</th>
        <th scope="col" class="number">
          {columns.inFlight}
        </th>
        <th scope="col" class="number">
          {columns.cpu}
        </th>
        <th scope="col" class="number">
          {columns.runs}
        </th>
        <th scope="col">{words.agents.version}</th>
      </tr>
    </thead>
  );
}

function AgentRow({ agent }: { readonly agent: Agent }) {
  const { links, now, words } = useView();
  const { columns, forget, gone, runs } = words.doing.agents;
  const alive = isAlive(agent, now);
  const upMs = Math.max(0, now.getTime() - agent.startedAt.getTime());
  return (
    <tr>
      <th scope="row">{agent.name}</th>
      <td class="state">
        {alive ? null : <span class="severity unknown">{gone}</span>}
        {alive || agent.isolatedAt !== null ? <AgentState agent={agent} /> : null}
      </td>
      <td class="when" data-label={words.agents.seen}>
        <Ago at={agent.lastSeenAt} />
        {alive ? null : (
          <ActionForm action={links.to.forgetAgent(agent.id)} class="cell-form">
            <button type="submit">{forget}</button>
          </ActionForm>
        )}
      </td>
      <td class="when" data-label={words.agents.up}>
        {alive ? formatDuration(upMs) : null}
      </td>
      <LoadCells agent={agent} alive={alive} />
      <td class="number" data-label={columns.runs}>
        {runs(agent.runsPerMinute)}
      </td>
      <td data-label={words.agents.version}>{agent.version}</td>
    </tr>
  );
}

/** What one that is gone carried says nothing any more. */
function LoadCells({ agent: { load }, alive }: { readonly agent: Agent; readonly alive: boolean }) {
  const { words } = useView();
  const { columns, limited, notTold, of, share } = words.doing.agents;
  if (load === null || !alive) {
    return (
      <>
        <td class="number" data-label={columns.inFlight}>
          {notTold}
        </td>
        <td class="number" data-label={columns.cpu}>
          {notTold}
        </td>
      </>
    );
  }
  return (
    <>
      <td class="number" data-label={columns.inFlight}>
        {of(load.inFlight, load.slots)}
      </td>
      <td class="number" data-label={columns.cpu}>
        {share(load.cpuShare)}
        {load.limited ? <small>{limited}</small> : null}
      </td>
    </>
  );
}
