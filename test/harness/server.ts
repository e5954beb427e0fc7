import { type Clock, systemClock } from "../../src/base/clock.ts";
import { loggerOf } from "../../src/base/log.ts";
import type { Database } from "../../src/db/connect.ts";
import { createAgentRegistry } from "../../src/server/agents/registry.ts";
import { createAgentTrust } from "../../src/server/agents/trust.ts";
import { createApp } from "../../src/server/app.ts";
import { createBearerCheck } from "../../src/server/auth/bearer.ts";
import { identifyBySecrets } from "../../src/server/auth/config-secrets.ts";
import { createPasswords } from "../../src/server/auth/passwords.ts";
import { createSessions } from "../../src/server/auth/sessions.ts";
import { followSettings } from "../../src/server/config/in-force.ts";
import type { ServerDeps } from "../../src/server/deps.ts";
import { type Listening, listen } from "../../src/server/listen.ts";
import { createMeters } from "../../src/server/metrics/meters.ts";
import { publish } from "../../src/server/published/publish.ts";
import { createReads } from "../../src/server/read/reads.ts";
import { notificationSettings } from "../builders/notification-settings.ts";
import { nothingPublished } from "../builders/published.ts";
import { serverSettings } from "../builders/server-settings.ts";
import { agentToken, apiToken, servedOver } from "./served.ts";
import { standingStill } from "./standing-still.ts";

export interface TestApp extends AsyncDisposable {
  /** Sends a request to the application; a body, or its text, makes it a POST, and an agent's token goes with it. */
  ask(path: string, body?: object | string, options?: AskOptions): Promise<Answer>;
  /** Serves the application on a port of loopback until disposed. */
  listen(): Listening;
  /** Reads the settings in force again. */
  refresh(): Promise<void>;
}

export interface AskOptions {
  readonly authorization?: string | null;
  /** Instead of GET without a body and POST with one. */
  readonly method?: string;
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/**
 * The application over a database, as `argos serve` makes it: in this process without a socket, or the compiled binary where
 * the tests run against that and the test replaces no part of it.
 */
export async function startApp(db: Database, clock?: Clock, over: Partial<ServerDeps> = {}): Promise<TestApp> {
  const binary = clock === undefined && Object.keys(over).length === 0 ? servedOver(db) : undefined;
  if (binary === undefined) return await startAppHere(db, clock ?? systemClock, over);
  return {
    ask: asking(binary.send),
    listen: () => ({ url: binary.origin, [Symbol.asyncDispose]: () => Promise.resolve() }),
    refresh: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function startAppHere(db: Database, clock: Clock, over: Partial<ServerDeps>): Promise<TestApp> {
  const log = loggerOf("test");
  const settings = await followSettings(db, log);
  const app = createApp({
    db,
    reads: createReads({ db, clock: systemClock, keepMs: 0 }),
    settings,
    ...standingStill,
    notifications: notificationSettings,
    identify: identifyBySecrets({
      agent: createBearerCheck(["another-token", agentToken]),
      api: createBearerCheck(["another-token", apiToken]),
    }),
    server: serverSettings,
    published: () => publish(nothingPublished()),
    meters: createMeters(clock),
    sessions: createSessions({ db, server: serverSettings, clock }),
    passwords: createPasswords(),
    directories: [],
    agents: createAgentRegistry(db, clock),
    trust: createAgentTrust({ db, settings, clock, log }),
    clock,
    log,
    ...over,
  });
  return {
    ask: asking((request) => app.handle(request)),
    listen: () => listen(app, { host: "127.0.0.1", port: 0 }, log),
    refresh: () => settings.refresh(),
    [Symbol.asyncDispose]: () => settings[Symbol.asyncDispose](),
  };
}

function asking(send: (request: Request) => Promise<Response>): TestApp["ask"] {
  return async (path, body, { authorization = `Bearer ${agentToken}`, method, signal } = {}) => {
    const headers = new Headers({ "content-type": "application/json" });
    if (authorization !== null) headers.set("authorization", authorization);
    const request = new Request(`http://localhost${path}`, {
      headers,
      ...(body === undefined ? {} : { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) }),
      ...(method === undefined ? {} : { method }),
      ...(signal === undefined ? {} : { signal }),
    });
    const response = await send(request);
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  };
}
