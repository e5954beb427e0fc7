import { cleanText } from "../base/clean-text.ts";
import { ArgosError, messageOf } from "../base/error.ts";
import type {
  LeaseRequest,
  ReleaseReply,
  ReleaseRequest,
  ResultDisposition,
  ResultsRequest,
} from "../contract/agent.ts";
import { type AgentLoad, formatLoad, loadHeader } from "../contract/agent-load.ts";
import { type ReplyBounds, readJsonReply, withoutSecret } from "../net/json-reply.ts";
import {
  type LeasedWork,
  type LeaseName,
  type Reading,
  readLeaseReply,
  readReleaseReply,
  readResultsReply,
} from "./replies.ts";

/** A reply of the server, or the trouble there was instead; the caller decides whether to try again. */
export type Answered<T> = { readonly kind: "ok"; readonly reply: T } | Trouble;

/** Why a request got no reply of the protocol. */
export interface Trouble {
  /**
   * `later`: not reached, overloaded or at fault, so the same request may succeed later. `refused`: an Argos server will
   * never take this request. `odd`: what answered is no Argos server, or one of another version.
   */
  readonly kind: "later" | "refused" | "odd";
  /** The same for the same trouble, whatever the message quotes: `503`, `not-json`. */
  readonly situation: string;
  /** For a person: one short line. */
  readonly message: string;
  /** 0 for no reply. */
  readonly status: number;
  /** How long the server asks to be left alone, in milliseconds. */
  readonly retryAfterMs: number;
  /** Leases of a lease reply that could not be used, as far as they can be read: they go back. */
  readonly unused?: readonly LeaseName[];
}

/** The agent's view of a server. What carries a load tells it to the server beside. */
export interface ServerClient {
  lease(request: LeaseRequest, call: AgentCall): Promise<Answered<LeasedWork>>;
  results(request: ResultsRequest, call: AgentCall): Promise<Answered<readonly ResultDisposition[]>>;
  release(request: ReleaseRequest, signal: AbortSignal): Promise<Answered<ReleaseReply>>;
}

/** What goes along with a request. */
export interface AgentCall {
  readonly signal: AbortSignal;
  readonly load: AgentLoad;
}

/** How long a server may take beyond the time it was allowed to wait, to the end of its reply, in milliseconds. */
const answerMarginMs = 15_000;

/** 1000 targets of 32 kB each. */
const leaseBounds: ReplyBounds = { bytesMax: 32 * 1024 * 1024, depthMax: 64, valuesMax: 1_000_000 };

/** 500 dispositions with reasons, and a problem. */
const otherBounds: ReplyBounds = { bytesMax: 1024 * 1024, depthMax: 64, valuesMax: 20_000 };

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
    call: {
      waitMs: number;
      signal: AbortSignal;
      load?: AgentLoad;
      bounds: ReplyBounds;
      read: (value: unknown) => Reading<T>;
    },
  ): Promise<Answered<T>> {
    try {
      const response = await fetch(`${base}/api/v1/agent/${path}`, {
        method: "POST",
        body: JSON.stringify(body),
        headers: {
          authorization: `Bearer ${server.token}`,
          "content-type": "application/json",
          "accept-encoding": "gzip",
          "user-agent": `Argos-Panoptes-agent/${server.version}`,
          ...(call.load === undefined ? {} : { [loadHeader]: formatLoad(call.load) }),
        },
        redirect: "manual",
        proxy: false,
        decompress: false,
        signal: AbortSignal.any([call.signal, AbortSignal.timeout(call.waitMs + answerMarginMs)]),
        ...(server.caPem === undefined ? {} : { tls: { ca: server.caPem } }),
      });
      return await answered(response, { ...call, secret: server.token });
    } catch (thrown) {
      return trouble("later", { situation: nameOf(thrown), message: cleanText(messageOf(thrown), 300) });
    }
  }
  return {
    lease: (request, call) =>
      post("lease", request, { waitMs: request.waitMs, bounds: leaseBounds, read: readLeaseReply, ...call }),
    results: (request, call) =>
      post("results", request, { waitMs: 0, bounds: otherBounds, read: readResultsReply, ...call }),
    release: (request, signal) =>
      post("release", request, { waitMs: 0, bounds: otherBounds, read: readReleaseReply, signal }),
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

async function answered<T>(
  response: Response,
  how: { readonly bounds: ReplyBounds; readonly secret: string; readonly read: (value: unknown) => Reading<T> },
): Promise<Answered<T>> {
  const { status } = response;
  if (!response.ok) return await refusal(response, how.secret);
  const body = await readJsonReply(response, how);
  if (body.kind === "odd") {
    return trouble("odd", { situation: body.oddity, message: `${status} with ${body.message}`, status });
  }
  const reading = how.read(body.value);
  if (reading.kind === "read") return { kind: "ok", reply: reading.value };
  return trouble("odd", {
    situation: "shape",
    message: `${status} with JSON of another shape (${reading.why}): is this an Argos server, and no older than the agent?`,
    status,
    ...(reading.names === undefined ? {} : { unused: reading.names }),
  });
}

/** A reply that is no success. Only one that says why as Argos does (RFC 9457) is a refusal of the request itself. */
async function refusal(response: Response, secret: string): Promise<Trouble> {
  const { status, headers } = response;
  const detail = await detailOf(response, secret);
  const message = `${status} ${detail ?? cleanText(response.statusText, 100)}`.trim();
  const facts = { situation: String(status), message, status };
  if (status >= 500 || status === 429 || status === 408) {
    return trouble("later", { ...facts, retryAfterMs: secondsOf(headers.get("retry-after")) * 1000 });
  }
  const location = headers.get("location");
  if (status < 400 && location !== null) {
    const place = cleanText(withoutSecret(location, secret), 200);
    return trouble("odd", {
      ...facts,
      message: `${status}, a redirect to ${place}: give the agent that server's address`,
    });
  }
  if (detail !== undefined) return trouble("refused", facts);
  return trouble("odd", { ...facts, message: `${message}, as no Argos server answers: is the address right?` });
}

function trouble(kind: Trouble["kind"], facts: Partial<Trouble> & Pick<Trouble, "situation" | "message">): Trouble {
  return { status: 0, retryAfterMs: 0, ...facts, kind };
}

async function detailOf(response: Response, secret: string): Promise<string | undefined> {
  const body = await readJsonReply(response, { bounds: otherBounds, secret });
  const problem = body.kind === "json" ? body.value : undefined;
  const detail: unknown = typeof problem === "object" && problem !== null ? Reflect.get(problem, "detail") : undefined;
  return typeof detail === "string" ? cleanText(withoutSecret(detail, secret), 300) : undefined;
}

/** Seconds of a `Retry-After` header (RFC 9110 section 10.2.3); 0 for a date, which no Argos server sends. */
function secondsOf(header: string | null): number {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) : 0;
}

function nameOf(thrown: unknown): string {
  const code: unknown = thrown instanceof Error ? Reflect.get(thrown, "code") : undefined;
  if (typeof code === "string") return code;
  return thrown instanceof Error ? thrown.name : "unknown";
}
