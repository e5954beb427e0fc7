import { Elysia } from "elysia";
import type { Configuration } from "openid-client";
import { cleanText } from "../../base/clean-text.ts";
import type { Clock } from "../../base/clock.ts";
import { messageOf } from "../../base/error.ts";
import type { Logger } from "../../base/log.ts";
import type { OpenIdSettings } from "../../config/login-providers.ts";
import { openIdFaultResponse } from "../pages/openid-fault-page.tsx";
import type { Views } from "../pages/view.ts";
import { ProblemError } from "../problem.ts";
import type { Role } from "./caller.ts";
import { ticketCookie } from "./openid-cookie.ts";
import { faultOf, type OpenIdFault } from "./openid-fault.ts";
import { loginAddress, nameOfLogin } from "./openid-login.ts";
import { createFindProvider, type FindProvider } from "./openid-provider.ts";
import type { Tickets } from "./openid-ticket.ts";
import { roleOf } from "./role-of.ts";
import { safePath } from "./safe-path.ts";

/** Somebody whom a provider knows. */
export interface OpenIdIdentity {
  readonly name: string;
  readonly origin: "openid";
  readonly role: Role;
}

/** Answers whoever has just logged in: begins a session and leads on to `next`, a path of this site. */
export type OnOpenIdLogin = (identity: OpenIdIdentity, request: Request, next: string) => Promise<Response>;

export interface OpenIdDeps {
  readonly settings: () => OpenIdSettings | undefined;
  /** The address that people reach Argos at, without a slash at its end. */
  readonly publicUrl: () => string | undefined;
  readonly rootPath: () => string;
  readonly tickets: () => Promise<Tickets>;
  readonly onLogin: OnOpenIdLogin;
  readonly views: Views;
  readonly clock: Clock;
  readonly log: Logger;
  /** How long a provider may take over one step of a login, in milliseconds; 10 s unless told. */
  readonly deadlineMs?: number;
}

/** Logging in by a provider: out to it, and back with a code that only this browser can use (RFC 9700 section 2.1). */
export function openidPlugin(deps: OpenIdDeps) {
  const deadlineMs = deps.deadlineMs ?? 10_000;
  const findProvider = createFindProvider(deps.clock, deadlineMs);
  const step = (request: Request): Step => ({ ...deps, ...inForce(deps), deadlineMs, findProvider, request });
  return new Elysia({ normalize: false, detail: { hide: true } })
    .get("/login/openid", async ({ request }) => await leave(step(request)))
    .get("/login/openid/callback", async ({ request }) => await comeBack(step(request)));
}

/** One step of a login. */
interface Step extends Pick<OpenIdDeps, "tickets" | "onLogin" | "views" | "clock" | "log"> {
  readonly settings: OpenIdSettings;
  readonly rootPath: string;
  /** The address of the site, its folder included. */
  readonly home: string;
  readonly deadlineMs: number;
  readonly findProvider: FindProvider;
  readonly request: Request;
}

function inForce(deps: OpenIdDeps): Pick<Step, "settings" | "rootPath" | "home"> {
  const [settings, publicUrl, rootPath] = [deps.settings(), deps.publicUrl(), deps.rootPath()];
  if (settings === undefined || publicUrl === undefined)
    throw new ProblemError({ status: 404, title: "Not Found", detail: "nobody logs in by OpenID Connect here" });
  // an address for messages names the folder too
  const isWhole = new URL(publicUrl).pathname.endsWith(rootPath);
  return { settings, rootPath, home: isWhole ? publicUrl : `${publicUrl}${rootPath}` };
}

async function leave(step: Step): Promise<Response> {
  const next = safePath(new URL(step.request.url).searchParams.get("next"));
  const { ticket, sealed } = (await step.tickets()).issue(next, step.clock.now().getTime());
  const redirectUri = `${step.home}/login/openid/callback`;
  const asked = await ask(step, (provider) => loginAddress(provider, step.settings, { ticket, redirectUri }));
  if (asked.kind === "failed") return faultPage(step, asked.fault);
  return new Response(null, {
    status: 303,
    headers: {
      location: asked.value.href,
      "set-cookie": ticketCookie(step.home).set(sealed),
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
    },
  });
}

async function comeBack(step: Step): Promise<Response> {
  const { search, searchParams } = new URL(step.request.url);
  const cookie = ticketCookie(step.home);
  const sealed = cookie.read(step.request.headers.get("cookie"));
  const ticket = sealed && (await step.tickets()).open(sealed, step.clock.now().getTime());
  // whoever is led here by somebody else keeps the ticket of a login that is under way
  if (!ticket || searchParams.get("state") !== ticket.state) return faultPage(step, "expired");
  const address = new URL(`${step.home}/login/openid/callback${search}`);
  const asked = await ask(step, (provider) => nameOfLogin(provider, step.settings, { ticket, address }));
  if (asked.kind === "failed") return withCookie(faultPage(step, asked.fault), cookie.clear());
  if (asked.value === undefined) return withCookie(faultPage(step, "nameless"), cookie.clear());
  const role = roleOf(asked.value, step.settings);
  const response = await step.onLogin({ name: asked.value, origin: "openid", role }, step.request, ticket.next);
  return withCookie(response, cookie.clear());
}

type Asked<T> =
  | { readonly kind: "answered"; readonly value: T }
  | { readonly kind: "failed"; readonly fault: OpenIdFault };

/** Asks the provider within the deadline; only what goes wrong there is a fault, and the log says what it was. */
async function ask<T>(step: Step, question: (provider: Configuration) => Promise<T>): Promise<Asked<T>> {
  const { settings, deadlineMs, log } = step;
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer within ${deadlineMs} ms`)), deadlineMs);
  try {
    const answer = step.findProvider(settings).then(question);
    return { kind: "answered", value: await Promise.race([answer, late.promise]) };
  } catch (error) {
    const fault = faultOf(error);
    log.warning("a login by OpenID Connect failed", { fault, issuer: settings.issuer, error: wholeMessage(error) });
    return { kind: "failed", fault };
  } finally {
    clearTimeout(timer);
  }
}

/** The library puts what was wrong into the causes; none of them holds a code, a token or a secret in its message. */
function wholeMessage(error: unknown): string {
  const messages = [error, causeOf(error), causeOf(causeOf(error))].flatMap((one) =>
    one instanceof Error ? [messageOf(one)] : [],
  );
  return cleanText([...new Set(messages)].join(": "), 300);
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}

function faultPage({ views, request, settings }: Step, fault: OpenIdFault): Response {
  return openIdFaultResponse(views(request), fault, settings.name);
}

function withCookie(response: Response, cookie: string): Response {
  const headers = new Headers(response.headers);
  headers.append("set-cookie", cookie);
  return new Response(response.body, { status: response.status, headers });
}
