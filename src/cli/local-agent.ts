import type { LevelName } from "../base/log.ts";

/** How long the agent may take to hand its work back before it is ended, in milliseconds. */
const stoppingMs = 8_000;

/**
 * Runs `argos agent` beside the server, as a process of its own; it is started again when it ends unasked. It holds the
 * other end of a pipe, so it also stops when the server was killed and could not tell it.
 */
export function startLocalAgent(agent: {
  readonly url: string;
  readonly token: string;
  readonly logLevel: LevelName;
}): AsyncDisposable {
  let stopping = false;
  let child = spawnAgent(agent);
  const watching = (async () => {
    for (;;) {
      const startedMs = performance.now();
      await child.exited;
      if (stopping) return;
      await Bun.sleep(Math.max(0, 1000 - (performance.now() - startedMs)));
      if (stopping) return;
      child = spawnAgent(agent);
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      stopping = true;
      child.kill("SIGTERM");
      const ending = setTimeout(() => child.kill("SIGKILL"), stoppingMs);
      await watching;
      clearTimeout(ending);
    },
  };
}

function spawnAgent(agent: { readonly url: string; readonly token: string; readonly logLevel: LevelName }) {
  const compiled = process.argv[1]?.startsWith("/$bunfs/") ?? false;
  const program = compiled ? [process.execPath] : [process.execPath, process.argv[1] ?? ""];
  return Bun.spawn([...program, "agent", agent.url, "--while-stdin-is-open", "--log-level", agent.logLevel], {
    env: { ...process.env, ARGOS_AGENT_TOKEN: agent.token },
    stdio: ["pipe", "inherit", "inherit"],
  });
}
