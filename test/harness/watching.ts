import { afterAll } from "bun:test";
import { type ArgosProcess, eventually, freePort, startArgos, temporaryDirectory, urlOf, write } from "./argos.ts";
import type { TestDatabase } from "./database.ts";

/** The token of a test's agents. */
export const agentSecret = "a-secret-of-the-test";

/** What a test shows to read what a server knows. */
export const asReader = { authorization: "Bearer a-token-that-may-read" };

export interface AgentOptions {
  readonly url?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A server of the compiled binary with agents of its own processes, on a test's database. */
export interface Watching {
  readonly url: string;
  readonly directory: string;
  readonly configFile: string;
  readonly server: ArgosProcess;
  startServer(options?: { readonly port?: number; readonly name?: string }): Promise<ArgosProcess>;
  startAgent(name: string, options?: AgentOptions): ArgosProcess;
  /** Writes the configuration anew; the server reads it at SIGHUP. */
  rewrite(websites: string): void;
  get<T>(path: string): Promise<T>;
}

export interface WatchingOptions {
  readonly test: TestDatabase;
  /** YAML of the further keys of `general` and `probe`, and of the sections `notifications` and `websites`. */
  readonly general?: string;
  readonly notifications?: string;
  readonly probe?: string;
  readonly websites: string;
  readonly agents?: readonly string[];
}

/** Starts a server and its agents; all end with the test file. */
export async function startWatching(options: WatchingOptions): Promise<Watching> {
  const held = new AsyncDisposableStack();
  afterAll(() => held.disposeAsync());
  const directory = held.use(temporaryDirectory()).path;
  const port = freePort();
  const yaml = (websites: string) => configText(options, { port, websites });
  const configFile = write(directory, "argos.yaml", yaml(options.websites));
  const url = `http://127.0.0.1:${port}`;
  let servers = 0;

  async function startServer(at: { readonly port?: number; readonly name?: string } = {}): Promise<ArgosProcess> {
    servers += 1;
    const place = at.port ?? port;
    const server = held.use(
      startArgos(["serve", "--config", configFile, "--port", String(place)], {
        directory,
        name: at.name ?? `server-${servers}`,
      }),
    );
    await eventually(async () => (await fetch(`http://127.0.0.1:${place}/-/ready`)).ok, "the server to be ready");
    return server;
  }

  const startAgent = (name: string, agent: AgentOptions = {}) =>
    held.use(
      startArgos(["agent", agent.url ?? url, "--name", name], {
        directory,
        name,
        env: { ARGOS_AGENT_TOKEN: agentSecret, ...agent.env },
      }),
    );

  const server = await startServer();
  for (const name of options.agents ?? ["agent-1", "agent-2"]) startAgent(name);
  return {
    url,
    directory,
    configFile,
    server,
    startServer,
    startAgent,
    rewrite: (websites) => void write(directory, "argos.yaml", yaml(websites)),
    async get<T>(path: string) {
      const response = await fetch(`${url}${path}`, { headers: asReader });
      if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
      return jsonAs<T>(await response.json());
    },
  };
}

/** The caller names the shape that the API promises for its path. */
function jsonAs<T>(json: unknown): T {
  return json as T;
}

function configText(options: WatchingOptions, at: { readonly port: number; readonly websites: string }): string {
  return `general:
  unauthenticated_access: all
  db:
    url: "${urlOf(options.test.address)}"
${options.general ?? ""}
service:
  secrets: [${agentSecret}]
  api_tokens: [a-token-that-may-read]
probe:
  allow_networks: [loopback]
${options.probe ?? ""}
${options.notifications === undefined ? "" : `notifications:\n${options.notifications}`}
websites:
${at.websites}
`;
}
