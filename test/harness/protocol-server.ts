import { pause } from "../../src/base/loop.ts";
import type { Disposition, LeaseRequest, ReleaseRequest, ResultsRequest, RunResult } from "../../src/contract/agent.ts";
import { type AgentLoad, loadHeader, parseLoad } from "../../src/contract/agent-load.ts";
import type { Lease, LeaseReply } from "../../src/contract/lease.ts";

/** A server that speaks the agents' protocol over HTTP and remembers what it heard. */
export interface ProtocolServer extends AsyncDisposable {
  readonly url: URL;
  readonly leaseRequests: LeaseRequest[];
  /** What requests told of the agent's load, in their order. */
  readonly loads: (AgentLoad | undefined)[];
  /** Results in the order they were taken. */
  readonly taken: RunResult[];
  /** Results in each request that was taken. */
  readonly batches: number[];
  readonly released: ReleaseRequest["leases"];
  /** Statuses to refuse the next requests with, instead of listening to them. */
  readonly refusals: number[];
  /** Requests that were refused. */
  readonly refused: string[];
  /** What answers on a path instead of the server, such as a proxy, while it is set. */
  instead: { readonly path: AgentPath; readonly answer: () => Response } | undefined;
  /** Requests that were answered so. */
  insteadCount: number;
  settings: LeaseReply["settings"];
  /** Whether the server says that results may tell of certificates. */
  takesCertificates: boolean;
  /** What the server says has become of each result. */
  disposition: Disposition;
  /** Hands these to whoever asks. */
  offer(...leases: readonly Lease[]): void;
  /** Resolves once `happened` is true, which is asked after each request; the test's own limit ends it. */
  when(happened: () => boolean): Promise<void>;
}

/** The last part of a path of the protocol. */
export type AgentPath = "lease" | "results" | "release";

/** Listens on a free port of the loopback, or on `port`. */
export function startProtocolServer(port = 0): ProtocolServer {
  const offered: Lease[] = [];
  let news = Promise.withResolvers<void>();

  function tell(): void {
    news.resolve();
    news = Promise.withResolvers<void>();
  }

  async function leases(request: LeaseRequest, signal: AbortSignal): Promise<LeaseReply> {
    server.leaseRequests.push(request);
    tell();
    const known = request.settingsRevision === server.settings?.revision;
    const waited = pause(request.waitMs, signal).then(() => "waited");
    while (offered.length === 0 && known) {
      if ((await Promise.race([news.promise, waited])) === "waited") break;
    }
    const settings = known || server.settings === undefined ? {} : { settings: server.settings };
    const certificates = server.takesCertificates ? { takesCertificates: true } : {};
    return {
      now: new Date().toISOString(),
      leases: offered.splice(0, request.freeSlots),
      ...certificates,
      ...settings,
    };
  }

  function results(request: ResultsRequest): object {
    server.taken.push(...request.results);
    server.batches.push(request.results.length);
    const { disposition } = server;
    return { dispositions: request.results.map(({ taskId, token }) => ({ taskId, token, disposition })) };
  }

  async function answer(path: string, body: unknown, signal: AbortSignal): Promise<Response> {
    if (server.instead !== undefined && path.endsWith(`/${server.instead.path}`)) {
      server.insteadCount += 1;
      return server.instead.answer();
    }
    const status = server.refusals.shift();
    if (status !== undefined) {
      server.refused.push(path);
      return Response.json({ detail: `refused with ${status}` }, { status });
    }
    if (path.endsWith("/lease")) return Response.json(await leases(trusted(body), signal));
    if (path.endsWith("/results")) return Response.json(results(trusted(body)));
    const { leases: given } = trusted<ReleaseRequest>(body);
    server.released.push(...given);
    return Response.json({ released: given.length });
  }

  const listening = Bun.serve({
    hostname: "127.0.0.1",
    port,
    idleTimeout: 0,
    fetch: async (request) => {
      server.loads.push(parseLoad(request.headers.get(loadHeader)));
      return await answer(new URL(request.url).pathname, await request.json(), request.signal).finally(tell);
    },
  });
  const server: ProtocolServer = {
    url: listening.url,
    leaseRequests: [],
    loads: [],
    taken: [],
    batches: [],
    released: [],
    refusals: [],
    refused: [],
    instead: undefined,
    insteadCount: 0,
    settings: undefined,
    takesCertificates: false,
    disposition: "accepted",
    offer(...more) {
      offered.push(...more);
      tell();
    },
    async when(happened) {
      while (!happened()) await news.promise;
    },
    [Symbol.asyncDispose]: () => listening.stop(true),
  };
  return server;
}

/** The agent under test made the request: its shape is what the compiler says of the agent. */
function trusted<T>(body: unknown): T {
  return body as T;
}
