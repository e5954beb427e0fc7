import { createHmac } from "node:crypto";
import { chmodSync } from "node:fs";
import type { Database } from "../../src/db/connect.ts";
import type { DatabaseAddress } from "../../src/db/database-address.ts";
import type { PublicPart } from "../../src/server/auth/caller.ts";
import { openSession } from "../../src/server/auth/sessions.ts";
import { upsertUser } from "../../src/store/users.ts";
import { serverSettings } from "../builders/server-settings.ts";
import { type ArgosProcess, eventually, startArgos, temporaryDirectory, urlOf, write } from "./argos.ts";

/** Tokens that the server of a test takes from agents and from programs. */
export const agentToken = "a-token-of-an-agent";
export const apiToken = "a-token-of-the-api";

/** The compiled binary, serving the database of a test on a port of loopback. */
export interface Served {
  /** `http://127.0.0.1:port`. */
  readonly origin: string;
  readonly pid: number;
  /** Sends a request that was made for an application in this process, and follows no redirect. */
  send(request: Request): Promise<Response>;
  /** All that the process logged until now. */
  log(): Promise<string>;
  /** What a browser of the administrator `root` sends along. */
  administrator(): Promise<AdministratorHeaders>;
}

export interface AdministratorHeaders {
  readonly cookie: string;
  readonly "x-csrf-token": string;
}

/** Whether the tests of the application run against the compiled binary: `sh scripts/test` runs them both ways. */
export const servesBinary = process.env.ARGOS_TEST_SERVER === "binary";

const served = new WeakMap<Database, Served>();

/** The binary that serves a database; undefined where the application runs in this process. */
export function servedOver(database: Database): Served | undefined {
  return served.get(database);
}

/** Starts the binary over an empty database, so that its configuration, which has no site, removes nothing of the test. */
export async function serveBinary(
  parts: { readonly database: Database; readonly address: DatabaseAddress; readonly access: PublicPart },
  held: AsyncDisposableStack,
): Promise<Served> {
  const directory = held.use(temporaryDirectory()).path;
  chmodSync(directory, 0o755);
  const config = write(directory, "argos.yaml", configuration(parts));
  const server = held.use(startArgos(["serve", "--config", config, "--port", "0"], { directory, name: "serve" }));
  const origin = await eventually(() => originIn(server), "the binary to serve", 60_000);
  let session: Promise<AdministratorHeaders> | undefined;
  return {
    origin,
    pid: server.pid,
    send: (request) => send(origin, request),
    log: server.log,
    administrator: () => {
      session ??= openAdministratorSession(parts.database);
      return session;
    },
  };
}

/** Starts the binary and lets the harness of the application find it. */
export async function serveTestDatabase(
  parts: Parameters<typeof serveBinary>[0],
  held: AsyncDisposableStack,
): Promise<void> {
  served.set(parts.database, await serveBinary(parts, held));
}

function configuration({
  address,
  access,
}: {
  readonly address: DatabaseAddress;
  readonly access: PublicPart;
}): string {
  const open = access === "none" ? "" : `  unauthenticated_access: ${access}\n`;
  return `general:
  frequency: 1m
${open}  db:
    url: ${JSON.stringify(urlOf(address))}
service:
  secrets: [another-token, ${agentToken}]
  api_tokens: [another-token, ${apiToken}]
websites: []
`;
}

async function originIn(server: ArgosProcess): Promise<string | undefined> {
  const log = await server.log();
  const url = /msg="Argos watches".* url=(\S+)/.exec(log)?.[1];
  if (url !== undefined) return url;
  const ended = await Promise.race([server.exited, Bun.sleep(0)]);
  if (ended !== undefined) throw new Error(`argos serve ended with ${ended}: ${log}`);
  return undefined;
}

/** Past the cache: a test changes the database behind the server's back. */
async function send(origin: string, request: Request): Promise<Response> {
  const { url, method, signal } = request;
  const target = url.slice(url.indexOf("/", "http://".length));
  const headers = new Headers(request.headers);
  if (!headers.has("cache-control")) headers.set("cache-control", "no-cache");
  const body = request.body === null ? {} : { body: await request.arrayBuffer() };
  return await fetch(`${origin}${target}`, { method, headers, signal, redirect: "manual", ...body });
}

async function openAdministratorSession(database: Database): Promise<AdministratorHeaders> {
  const cookie = await database.transaction(async (tx) => {
    const user = await upsertUser(tx, { name: "root", origin: "proxy", role: "administrator" });
    return await openSession(tx, serverSettings(), {
      user: { ...user, passwordHash: null },
      address: undefined,
      remember: false,
    });
  });
  const pair = cookie?.split(";")[0] ?? "";
  const secret = pair.slice(pair.indexOf("=") + 1);
  return { cookie: pair, "x-csrf-token": createHmac("sha256", secret).update("argos csrf 1").digest("base64url") };
}
