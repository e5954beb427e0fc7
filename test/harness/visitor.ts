import type { Clock } from "../../src/base/clock.ts";
import { systemClock } from "../../src/base/clock.ts";
import { loggerOf } from "../../src/base/log.ts";
import type { ServerSettings } from "../../src/config/config.ts";
import type { Database } from "../../src/db/connect.ts";
import { createAgentRegistry } from "../../src/server/agents/registry.ts";
import { createAgentTrust } from "../../src/server/agents/trust.ts";
import { createApp } from "../../src/server/app.ts";
import { noteSocketAddress } from "../../src/server/auth/address.ts";
import { createBearerCheck } from "../../src/server/auth/bearer.ts";
import { identifyBySecrets } from "../../src/server/auth/config-secrets.ts";
import type { Identify } from "../../src/server/auth/guard.ts";
import { createIdentify } from "../../src/server/auth/identify.ts";
import { createPasswords } from "../../src/server/auth/passwords.ts";
import { createSessions } from "../../src/server/auth/sessions.ts";
import { createTokenLimits } from "../../src/server/auth/token-limits.ts";
import { createTokens } from "../../src/server/auth/tokens.ts";
import type { ServerDeps } from "../../src/server/deps.ts";
import { createMeters } from "../../src/server/metrics/meters.ts";
import { publish } from "../../src/server/published/publish.ts";
import { createReads } from "../../src/server/read/reads.ts";
import { notificationSettings } from "../builders/notification-settings.ts";
import { nothingPublished } from "../builders/published.ts";
import { serverSettings } from "../builders/server-settings.ts";
import { agentToken, apiToken, servedOver } from "./served.ts";
import { standingStill } from "./standing-still.ts";

/** One server of an installation, which knows its callers as `argos serve` does. */
export interface TestServer {
  readonly deps: ServerDeps;
  handle(request: Request): Promise<Response>;
}

export interface TestServerOptions extends Partial<Pick<ServerDeps, "passwords" | "directories" | "reload">> {
  readonly settings?: Partial<ServerSettings>;
  readonly clock?: Clock;
  /** Knows other tokens of a configuration than `agentToken` and `apiToken`. */
  readonly secrets?: Identify;
  /** What the routes work on, where that is not what callers are looked up in. */
  readonly routesDatabase?: Database;
}

/** Opens a server over a database, whose pages need a login unless the settings say otherwise; nothing listens. */
export function openServer(db: Database, options: TestServerOptions = {}): TestServer {
  const { clock = systemClock, routesDatabase = db } = options;
  const server = () => serverSettings({ unauthenticatedAccess: "none", ...options.settings });
  const sessions = createSessions({ db, server, clock });
  const log = loggerOf("test");
  const settings = {
    newerThan: () => undefined,
    refresh: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const secrets =
    options.secrets ??
    identifyBySecrets({ agent: createBearerCheck([agentToken]), api: createBearerCheck([apiToken]) });
  const deps: ServerDeps = {
    db: routesDatabase,
    reads: createReads({ db: routesDatabase, clock, keepMs: 0 }),
    agents: createAgentRegistry(db, clock),
    trust: createAgentTrust({ db, settings, clock, log }),
    notifications: notificationSettings,
    settings,
    identify: createIdentify({
      secrets,
      sessions,
      tokens: createTokens({ db, clock }),
      limits: createTokenLimits({ clock, log }),
    }),
    sessions,
    passwords: options.passwords ?? createPasswords(),
    ...standingStill,
    ...(options.reload === undefined ? {} : { reload: options.reload }),
    published: () => publish(nothingPublished()),
    meters: createMeters(clock),
    directories: options.directories ?? [],
    server,
    clock,
    log,
  };
  const binary = Object.keys(options).length === 0 ? servedOver(db) : undefined;
  if (binary !== undefined) return { deps, handle: binary.send };
  const app = createApp(deps);
  return { deps, handle: async (request) => await app.handle(request) };
}

/** What came back for a request. */
export interface Visited {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly fields?: Readonly<Record<string, string>>;
  /** The server that is asked; the visitor's own unless told. */
  readonly server?: TestServer;
}

/** A browser that keeps its cookies and follows no redirect. */
export interface Visitor {
  /** As the `Cookie` header sends them; a test may put others in their place. */
  cookies: string;
  ask(path: string, ask?: Ask): Promise<Visited>;
  /** Sends a form with the token of the page's forms, from a page of this server. */
  send(path: string, fields: Readonly<Record<string, string>>, ask?: Ask): Promise<Visited>;
  logIn(name: string, password: string, more?: Readonly<Record<string, string>>): Promise<Visited>;
}

/** Somebody with a browser at an address; without one there is no network. */
export function visitor(own: TestServer, address?: string): Visitor {
  const self: Visitor = {
    cookies: "",
    async ask(path, { method = "GET", headers = {}, fields, server = own } = {}) {
      const request = new Request(`http://localhost${path}`, {
        method,
        headers: { accept: "text/html", host: "localhost", ...cookieHeader(self.cookies), ...headers },
        ...(fields === undefined ? {} : { body: new URLSearchParams(fields) }),
      });
      noteSocketAddress(request, address);
      const response = await server.handle(request);
      for (const cookie of response.headers.getSetCookie()) self.cookies = pairOf(cookie);
      return { status: response.status, headers: response.headers, text: await response.text() };
    },
    async send(path, fields, ask = {}) {
      const csrf = csrfOf((await self.ask("/account", ask)).text);
      return await self.ask(path, { ...ask, method: "POST", fields: { csrf, ...fields } });
    },
    logIn: (name, password, more = {}) =>
      self.ask("/login", {
        method: "POST",
        headers: { origin: "http://localhost", "sec-fetch-site": "same-origin" },
        fields: { name, password, ...more },
      }),
  };
  return self;
}

/** The token that stands in the forms of a page; empty where there is no form of a session. */
export function csrfOf(html: string): string {
  return /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? "";
}

function cookieHeader(cookies: string): Record<string, string> {
  return cookies === "" ? {} : { cookie: cookies };
}

function pairOf(setCookie: string): string {
  return setCookie.split(";")[0] ?? "";
}
