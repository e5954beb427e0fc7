import { ArgosError, messageOf } from "../base/error.ts";
import type { LeaseRequest, ReleaseRequest, ResultsReply, ResultsRequest } from "../contract/agent.ts";
import { type AgentLoad, formatLoad, loadHeader } from "../contract/agent-load.ts";
import type { LeaseReply } from "../contract/lease.ts";

/** What the server said, or why it could not be asked; the caller decides whether to try again. */
export type Answered<T> =
  | { readonly kind: "ok"; readonly reply: T }
  /** Not reached, overloaded or at fault: the same request may succeed later. */
  | { readonly kind: "later"; readonly message: string; readonly retryAfterMs: number }
  /** The server will never take this request. */
  | { readonly kind: "refused"; readonly status: number; readonly message: string };

/** The agent's view of a server. What carries a load tells it to the server beside. */
export interface ServerClient {
  lease(request: LeaseRequest, call: AgentCall): Promise<Answered<LeaseReply>>;
  results(request: ResultsRequest, call: AgentCall): Promise<Answered<ResultsReply>>;
  release(request: ReleaseRequest, signal: AbortSignal): Promise<Answered<unknown>>;
}

/** What goes along with a request. */
export interface AgentCall {
  readonly signal: AbortSignal;
  readonly load: AgentLoad;
}

/** How long a server may take beyond the time it was allowed to wait, in milliseconds. */
const answerMarginMs = 15_000;

/** Speaks to one server with one token. `caPem` adds to the trusted authorities; verification cannot be turned off. */
export function createServerClient(server: {
  readonly url: URL;
  readonly token: string;
  readonly version: string;
  readonly caPem?: string;
}): ServerClient {
  const base = server.url.href.replace(/\/$/, "");
  async function post<T>(
    path: string,
    body: object,
    call: { waitMs: number; signal: AbortSignal; load?: AgentLoad },
  ): Promise<Answered<T>> {
    try {
      const response = await fetch(`${base}/api/v1/agent/${path}`, {
        method: "POST",
        body: JSON.stringify(body),
        headers: {
          authorization: `Bearer ${server.token}`,
          "content-type": "application/json",
          "user-agent": `Argos-Panoptes-agent/${server.version}`,
          ...(call.load === undefined ? {} : { [loadHeader]: formatLoad(call.load) }),
        },
        redirect: "manual",
        signal: AbortSignal.any([call.signal, AbortSignal.timeout(call.waitMs + answerMarginMs)]),
        ...(server.caPem === undefined ? {} : { tls: { ca: server.caPem } }),
      });
      return await answered<T>(response);
    } catch (thrown) {
      return { kind: "later", message: messageOf(thrown), retryAfterMs: 0 };
    }
  }
  return {
    lease: (request, call) => post("lease", request, { waitMs: request.waitMs, ...call }),
    results: (request, call) => post("results", request, { waitMs: 0, ...call }),
    release: (request, signal) => post("release", request, { waitMs: 0, signal }),
  };
}

/** The URL of a server as somebody typed it. Throws ArgosError "usage" when it is none. */
export function parseServerUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new ArgosError(
      "usage",
      `the server's address must be a URL such as https://argos.example.org, not "${text}"`,
    );
  }
  return url;
}

async function answered<T>(response: Response): Promise<Answered<T>> {
  if (response.ok) return { kind: "ok", reply: await replyOf<T>(response) };
  const message = `${response.status} ${await detailOf(response)}`;
  if (response.status >= 500 || response.status === 429 || response.status === 408) {
    return { kind: "later", message, retryAfterMs: Number(response.headers.get("retry-after") ?? 0) * 1000 || 0 };
  }
  return { kind: "refused", status: response.status, message };
}

/** The agent's own server made the reply, over a connection that was verified: its shape is trusted. */
async function replyOf<T>(response: Response): Promise<T> {
  return (await response.json()) as T;
}

async function detailOf(response: Response): Promise<string> {
  const text = (await response.text()).slice(0, 500);
  try {
    const problem: unknown = JSON.parse(text);
    const detail = typeof problem === "object" && problem !== null ? Reflect.get(problem, "detail") : undefined;
    return typeof detail === "string" ? detail : response.statusText;
  } catch {
    return response.statusText;
  }
}
