import { systemClock } from "../../src/base/clock.ts";
import { loggerOf } from "../../src/base/log.ts";
import type { Database } from "../../src/db/connect.ts";
import { createAgentRegistry } from "../../src/server/agents/registry.ts";
import { createApp } from "../../src/server/app.ts";
import { quietSettings } from "../builders/quiet-settings.ts";
import { believing } from "./accept.ts";

/** What came back for a request. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Asks the application as a browser does, without a network; `headers` replace those of a browser. */
export type Get = (path: string, headers?: Readonly<Record<string, string>>) => Promise<Answered>;

/** The whole application over a database, under `rootPath`, asked for its pages. */
export function openApp(db: Database, rootPath = ""): Get {
  const app = createPagesApp(db, rootPath);
  return async (path, headers = { accept: "text/html" }) => {
    const response = await app.handle(new Request(`http://localhost${path}`, { headers }));
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
}

/** The whole application, which lets nobody write and follows no settings. */
export function createPagesApp(db: Database, rootPath: string) {
  return createApp({
    db,
    rootPath,
    agents: createAgentRegistry(db, systemClock),
    trust: believing({ othersAlive: false }),
    notifications: quietSettings,
    settings: {
      newerThan: () => undefined,
      refresh: () => Promise.resolve(),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    },
    agentBearer: () => false,
    apiBearer: () => false,
    clock: systemClock,
    log: loggerOf("test"),
  });
}
