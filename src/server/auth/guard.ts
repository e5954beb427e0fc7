import { Memoirist } from "memoirist";
import { ProblemError } from "../problem.ts";
import { type Access, accessTable } from "./access.ts";
import { socketAddressOf } from "./address.ts";
import { type Caller, mayCall, nobody, type PublicPart } from "./caller.ts";
import { clientAddress } from "./client-address.ts";
import { equalTexts } from "./equal-texts.ts";
import { isFromHere } from "./from-here.ts";

/** Finds out who sent a request, from its headers alone. */
export type Identify = (request: Request) => Promise<Caller>;

export interface GuardDeps {
  readonly identify: Identify;
  readonly publicPart: () => PublicPart;
  /** Proxies whose headers are believed. */
  readonly trusted: () => readonly string[];
}

/** Lets a request on to its route, or throws a problem: 401 for nobody, 403 for who may not, 404 for no such route. */
export type Guard = (request: Request) => Promise<void>;

const callers = new WeakMap<Request, Caller>();
const addresses = new WeakMap<Request, string>();

/** Who sent a request that the guard let through. */
export function callerOf(request: Request): Caller {
  return callers.get(request) ?? nobody;
}

/** Where a request that the guard has seen came from; undefined without a network. */
export function addressOf(request: Request): string | undefined {
  return addresses.get(request);
}

/** Runs before anything of a request is read, so that a stranger learns nothing of what a route would take. */
export function createGuard({ identify, publicPart, trusted }: GuardDeps): Guard {
  const table = new Memoirist<Access>();
  for (const [route, access] of Object.entries(accessTable)) {
    const [method = "", path = ""] = route.split(" ");
    table.add(method, path, access);
  }
  return async (request) => {
    const path = pathOf(request);
    const forwardedFor = request.headers.get("x-forwarded-for");
    const address = clientAddress({ socketAddress: socketAddressOf(request), forwardedFor, trusted: trusted() });
    if (address !== undefined) addresses.set(request, address);
    const access = find(table, request.method, path);
    const caller = await (needsNobody(access) ? identify(request).catch(() => nobody) : identify(request));
    callers.set(request, caller);
    if (access === undefined)
      throw new ProblemError({ status: 404, title: "Not Found", detail: `there is no ${path}` });
    if (!mayCall(caller, access, publicPart())) throw refusal(caller, access);
    if (isForeignWrite(request, { caller, path })) throw foreign();
  };
}

/** What is open is open while nobody can be identified too: a server without its database still says that it lives. */
function needsNobody(access: Access | undefined): boolean {
  return access === undefined || access === "open";
}

/**
 * Browsers send a cookie along whoever made them ask: a write to the API needs the session's token in a header, which no
 * other site can know or send. Forms of pages carry it in a field, which `readForm` compares.
 */
function isForeignWrite(
  request: Request,
  { caller, path }: { readonly caller: Caller; readonly path: string },
): boolean {
  if (caller.kind !== "user" || !path.startsWith("/api/") || ["GET", "HEAD"].includes(request.method)) return false;
  return !isFromHere(request) || !equalTexts(request.headers.get("x-csrf-token") ?? "", caller.csrf);
}

function foreign(): ProblemError {
  return new ProblemError({
    status: 403,
    title: "Forbidden",
    detail: "a session may only write here with its own token in the header x-csrf-token: use a token of the API",
  });
}

/** The router of the application is the same, and lenient about one slash at the end. */
function find(table: Memoirist<Access>, method: string, path: string): Access | undefined {
  const asked = method === "HEAD" ? "GET" : method;
  const found = table.find(asked, path) ?? (path.endsWith("/") ? table.find(asked, path.slice(0, -1)) : null);
  return found?.store;
}

/** The path as the router reads it: not decoded and not tidied. */
export function pathOf({ url }: Request): string {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  const end = url.indexOf("?", start);
  return end === -1 ? url.slice(start) : url.slice(start, end);
}

const wanted: Readonly<Record<Access, string>> = {
  open: "nothing",
  dashboard: "a login, or a token that may read",
  read: "a login, or a token that may read",
  private: "a login, or a token that may read",
  metrics: "a login, or a token that may read metrics",
  person: "a login",
  write:
    "an administrator, or a token of the API that may write, such as one of service.api_tokens in the configuration",
  administer: "an administrator, or a token of the API with the scope admin",
  agent: "an agent's token: one with the scope agent, or one of service.secrets",
};

function refusal(caller: Caller, access: Access): ProblemError {
  const detail = `this needs ${wanted[access]}`;
  if (caller.kind !== "nobody") return new ProblemError({ status: 403, title: "Forbidden", detail });
  return new ProblemError({
    status: 401,
    title: "Unauthorized",
    detail: access === "person" ? detail : `${detail}, sent as \`Authorization: Bearer …\``,
    headers: { "www-authenticate": `Bearer realm="argos ${access === "agent" ? "agent" : "api"}"` },
  });
}
