import { messageOf } from "../base/error.ts";
import type { LevelName, Logger } from "../base/log.ts";
import { startLoop } from "../base/loop.ts";

/** The agent beside a server. */
export interface LocalAgent {
  /** The only name that its token may speak as. */
  readonly name: string;
  readonly token: string;
}

/** What starting it takes. */
interface LocalAgentStart extends LocalAgent {
  readonly url: string;
  readonly logLevel: LevelName;
  readonly log: Logger;
}

/** How long the agent may take to hand its work back before it is ended, in milliseconds. */
const stoppingMs = 8_000;

/** The rest between the end of one agent and the start of the next, in milliseconds. */
const restMs = 1000;

/**
 * Runs `argos agent` beside the server, as a process of its own; it is started again when it ends unasked. It holds the
 * other end of a pipe, so it also stops when the server was killed and could not tell it.
 */
export function startLocalAgent(agent: LocalAgentStart): AsyncDisposable {
  return startLoop(async (signal) => await runOnce(agent, signal), {
    name: "local agent",
    everyMs: restMs,
    onError: (thrown) => agent.log.error("cannot start the local agent", { error: messageOf(thrown) }),
  });
}

/** Runs the agent to its end, which `signal` brings about. */
async function runOnce(agent: LocalAgentStart, signal: AbortSignal): Promise<void> {
  const child = spawnAgent(agent);
  let ending: ReturnType<typeof setTimeout> | undefined;
  const end = () => {
    child.kill("SIGTERM");
    ending = setTimeout(() => child.kill("SIGKILL"), stoppingMs);
  };
  signal.addEventListener("abort", end, { once: true });
  const code = await child.exited;
  signal.removeEventListener("abort", end);
  clearTimeout(ending);
  if (!signal.aborted) agent.log.error("the local agent ended and is started again", { code });
}

function spawnAgent(agent: LocalAgentStart) {
  const compiled = process.argv[1]?.startsWith("/$bunfs/") ?? false;
  const program = compiled ? [process.execPath] : [process.execPath, process.argv[1] ?? ""];
  const options = ["--name", agent.name, "--while-stdin-is-open", "--log-level", agent.logLevel];
  return Bun.spawn([...program, "agent", agent.url, ...options], {
    env: { ...process.env, ARGOS_AGENT_TOKEN: agent.token },
    stdio: ["pipe", "inherit", "inherit"],
  });
}
