import { pathOf } from "../http/request-target.ts";
import { ProblemError } from "../problem.ts";
import type { Access } from "./access.ts";
import { socketAddressOf } from "./address.ts";
import { type Caller, mayCall, nobody, type PublicPart } from "./caller.ts";
import { clientAddress } from "./client-address.ts";
import { equalTexts } from "./equal-texts.ts";
import { isFromHere } from "./from-here.ts";
import { createRouteFinder, type FoundRoute } from "./route-finder.ts";

/** Finds out who sent a request, from its headers alone. */
export type Identify = (request: Request) => Promise<Caller>;

export interface GuardDeps {
  readonly identify: Identify;
  readonly publicPart: () => PublicPart;
  /** Proxies whose headers are believed. */
  readonly trusted: () => readonly string[];
}

/**
 * Decides twice on one request. `admit` runs before anything of it is read, so that a stranger learns nothing of what a
 * route would take: it throws a problem with 401 for nobody, 403 for a caller who may not, 404 for no such route and 405 for
 * another method. `confirm` runs when the router has matched: a route other than the admitted one is never reached.
 */
export interface Guard {
  admit(request: Request): Promise<void>;
  /** Takes the pattern that the router matched, such as `/sites/:id`. Throws a problem with status 404. */
  confirm(request: Request, pattern: string): void;
}

const callers = new WeakMap<Request, Caller>();
const addresses = new WeakMap<Request, string>();
const routes = new WeakMap<Request, string>();
const admitted = new WeakSet<Request>();

/** The caller of a request that the guard has seen. */
export function callerOf(request: Request): Caller {
  return callers.get(request) ?? nobody;
}

/** Where a request that the guard has seen came from; undefined without a network. */
export function addressOf(request: Request): string | undefined {
  return addresses.get(request);
}

/** The pattern of the route that a request asked for, admitted or not; undefined for no route. */
export function routeOf(request: Request): string | undefined {
  return routes.get(request);
}

/** A guard over the table of access. */
export function createGuard({ identify, publicPart, trusted }: GuardDeps): Guard {
  const find = createRouteFinder();
  return {
    async admit(request) {
      const forwardedFor = request.headers.get("x-forwarded-for");
      const address = clientAddress({ socketAddress: socketAddressOf(request), forwardedFor, trusted: trusted() });
      if (address !== undefined) addresses.set(request, address);
      const found = find(request.method, pathOf(request));
      const caller = await (needsNobody(found) ? identify(request).catch(() => nobody) : identify(request));
      callers.set(request, caller);
      if (found.kind !== "route") throw notHere(request, found);
      routes.set(request, found.pattern);
      if (!mayCall(caller, found.access, publicPart())) throw refusal(caller, found.access);
      if (isForeignWrite(request, { caller, pattern: found.pattern })) throw foreign();
      admitted.add(request);
    },
    confirm(request, pattern) {
      if (!admitted.has(request) || routeOf(request) !== pattern) throw notHere(request, { kind: "nothing" });
    },
  };
}

/** What is open is open while nobody can be identified too: a server without its database still says that it lives. */
function needsNobody(found: FoundRoute): boolean {
  return found.kind !== "route" || found.access === "open";
}

function notHere(request: Request, found: Exclude<FoundRoute, { readonly kind: "route" }>): ProblemError {
  const path = pathOf(request);
  if (found.kind === "nothing")
    return new ProblemError({ status: 404, title: "Not Found", detail: `there is no ${path}` });
  const allow = found.methods.join(", ");
  return new ProblemError({
    status: 405,
    title: "Method Not Allowed",
    detail: `${path} takes ${allow}`,
    headers: { allow },
  });
}

/**
 * Browsers send a cookie along whoever made them ask: a write to the API needs the session's token in a header, which no
 * other site can know or send. Forms of pages carry it in a field, which `readForm` compares.
 */
function isForeignWrite(
  request: Request,
  { caller, pattern }: { readonly caller: Caller; readonly pattern: string },
): boolean {
  if (caller.kind !== "user" || !pattern.startsWith("/api/") || ["GET", "HEAD"].includes(request.method)) return false;
  return !isFromHere(request) || !equalTexts(request.headers.get("x-csrf-token") ?? "", caller.csrf);
}

function foreign(): ProblemError {
  return new ProblemError({
    status: 403,
    title: "Forbidden",
    detail: "a session may only write here with its own token in the header x-csrf-token: use a token of the API",
  });
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
