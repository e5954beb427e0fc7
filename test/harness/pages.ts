import { systemClock } from "../../src/base/clock.ts";
import { loggerOf } from "../../src/base/log.ts";
import type { Database } from "../../src/db/connect.ts";
import { createAgentRegistry } from "../../src/server/agents/registry.ts";
import { createAgentTrust } from "../../src/server/agents/trust.ts";
import { createApp } from "../../src/server/app.ts";
import type { Caller } from "../../src/server/auth/caller.ts";
import { createPasswords } from "../../src/server/auth/passwords.ts";
import { createSessions } from "../../src/server/auth/sessions.ts";
import type { ServerDeps } from "../../src/server/deps.ts";
import { createMeters } from "../../src/server/metrics/meters.ts";
import { publish } from "../../src/server/published/publish.ts";
import { createReads } from "../../src/server/read/reads.ts";
import { notificationSettings } from "../builders/notification-settings.ts";
import { nothingPublished } from "../builders/published.ts";
import { serverSettings } from "../builders/server-settings.ts";
import { servedOver } from "./served.ts";
import { standingStill } from "./standing-still.ts";

/** Stands in the forms of whoever looks at the pages of a test, and in the header of whatever that person writes to the API. */
export const anAdministratorsToken = "a-csrf-token";

/** Who looks at the pages of a test. */
export const anAdministrator: Extract<Caller, { kind: "user" }> = {
  kind: "user",
  userId: 1,
  name: "root",
  role: "administrator",
  csrf: anAdministratorsToken,
};

/** Somebody who may look and not act. */
export const aReader: Caller = { kind: "user", userId: 2, name: "ada", role: "reader", csrf: "another-csrf-token" };

/** What came back for a request. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Asks the application as a browser does, without a network; `headers` replace those of a browser. */
export type Get = (
  path: string,
  headers?: Readonly<Record<string, string>>,
  method?: "GET" | "POST",
) => Promise<Answered>;

/**
 * The whole application over a database, under `rootPath`, asked for its pages as an administrator: in this process, or the
 * compiled binary where the tests run against that and the test replaces no part of it.
 */
export function openApp(db: Database, rootPath = "", over: Partial<ServerDeps> = {}): Get {
  const isWhole = rootPath === "" && Object.keys(over).length === 0;
  const handle = (isWhole ? administratorOf(db) : undefined) ?? administratorHere(createPagesApp(db, rootPath, over));
  return async (path, headers = { accept: "text/html" }, method = "GET") => {
    const response = await handle(new Request(`http://localhost${path}`, { headers, method }));
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
}

type Handle = (request: Request) => Promise<Response>;

function administratorHere(app: { handle(request: Request): Promise<Response> }): Handle {
  return async (request) => {
    if (!request.headers.has("x-csrf-token")) request.headers.set("x-csrf-token", anAdministratorsToken);
    return await app.handle(request);
  };
}

function administratorOf(db: Database): Handle | undefined {
  const binary = servedOver(db);
  if (binary === undefined) return undefined;
  return async (request) => {
    const { cookie, "x-csrf-token": token } = await binary.administrator();
    const own = request.headers.get("cookie");
    request.headers.set("cookie", own === null ? cookie : `${cookie}; ${own}`);
    if (!request.headers.has("x-csrf-token")) request.headers.set("x-csrf-token", token);
    return await binary.send(request);
  };
}

/** The whole application, which follows no settings. */
export function createPagesApp(db: Database, rootPath: string, over: Partial<ServerDeps> = {}) {
  const log = loggerOf("test");
  const server = () => serverSettings({ rootPath });
  const settings = {
    newerThan: () => undefined,
    refresh: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return createApp({
    db,
    reads: createReads({ db, clock: systemClock, keepMs: 0 }),
    server,
    sessions: createSessions({ db, server, clock: systemClock }),
    passwords: createPasswords(),
    directories: [],
    agents: createAgentRegistry(db, systemClock),
    trust: createAgentTrust({ db, settings, clock: systemClock, log }),
    notifications: notificationSettings,
    settings,
    ...standingStill,
    identify: async () => anAdministrator,
    published: () => publish(nothingPublished()),
    meters: createMeters(systemClock),
    clock: systemClock,
    log,
    ...over,
  });
}
