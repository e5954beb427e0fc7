import { type Authority, createAuthority } from "./certificates.ts";

/** How one host of the farm answers; what is left out is a 200 with a small page. */
export interface SiteBehaviour {
  readonly status?: number;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds before the answer. */
  readonly delayMs?: number;
  /** `Location`; the status is then 302 unless told. */
  readonly redirect?: string;
}

/** One request that the farm has seen. */
export interface SeenRequest {
  readonly scheme: "http" | "https";
  readonly method: string;
  /** The `Host` header without its port. */
  readonly host: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HealthyFarm extends AsyncDisposable {
  readonly address: string;
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly authority: Authority;
  /** PEM to trust: `probe.ca`. */
  readonly caPem: string;
  /** Overrides that lead every host of the farm to its address: `probe.resolve`. */
  readonly resolve: Readonly<Record<string, string>>;
  url(scheme: "http" | "https", host: string, path?: string): string;
  /** Makes `host` answer so on both ports from now on; undefined makes it healthy again. */
  set(host: string, behaviour: SiteBehaviour | undefined): void;
  /** The last 10,000 requests, oldest first, where `record` is on. */
  readonly seen: readonly SeenRequest[];
  /** All requests since the start. */
  readonly requestCount: number;
}

export interface HealthyFarmOptions {
  /** A loopback address; 127.0.0.1 unless told. */
  readonly address?: string;
  readonly authority?: Authority;
  /** Names of the certificate beside `farm.test` and `*.farm.test`. */
  readonly names?: readonly string[];
  /** Days that the certificate has left; 90 unless told. */
  readonly days?: number;
  /** Whether requests are kept in `seen`; on unless told. A bench turns it off. */
  readonly record?: boolean;
}

const seenMax = 10_000;
const page = "<!doctype html><title>Farm</title><p>All is well";

/**
 * Starts two servers, http and https, that answer for any host name, `siteN.farm.test` by custom: http redirects to https
 * and https answers 200, until `set` says otherwise.
 */
export async function startHealthyFarm(options: HealthyFarmOptions = {}): Promise<HealthyFarm> {
  const authority = options.authority ?? (await createAuthority());
  const names = ["farm.test", "*.farm.test", ...(options.names ?? [])];
  const certificate = await authority.issue("good", { names, days: options.days ?? 90 });
  const hosts = createHosts(options.record ?? true);
  const address = options.address ?? "127.0.0.1";
  const https = Bun.serve({ hostname: address, port: 0, tls: certificate, fetch: hosts.answerer("https", () => 0) });
  const httpsPort = https.port ?? 0;
  const http = Bun.serve({ hostname: address, port: 0, fetch: hosts.answerer("http", () => httpsPort) });
  const httpPort = http.port ?? 0;
  return {
    address,
    httpPort,
    httpsPort,
    authority,
    caPem: authority.caPem,
    resolve: { "farm.test": address, "*.farm.test": address },
    url: (scheme, host, path = "/") => `${scheme}://${host}:${scheme === "http" ? httpPort : httpsPort}${path}`,
    set: hosts.set,
    seen: hosts.seen,
    get requestCount() {
      return hosts.count();
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([http.stop(true), https.stop(true)]);
    },
  };
}

function createHosts(record: boolean) {
  const behaviours = new Map<string, SiteBehaviour>();
  const seen: SeenRequest[] = [];
  let count = 0;
  return {
    seen,
    count: () => count,
    set(host: string, behaviour: SiteBehaviour | undefined): void {
      if (behaviour) behaviours.set(host, behaviour);
      else behaviours.delete(host);
    },
    answerer: (scheme: "http" | "https", httpsPort: () => number) => async (request: Request) => {
      count += 1;
      const host = (request.headers.get("host") ?? "").replace(/:\d+$/, "");
      if (record) {
        seen.push(await seenOf(request, scheme, host));
        if (seen.length > seenMax) seen.shift();
      }
      const behaviour = behaviours.get(host);
      if (behaviour) return await answerOf(behaviour);
      if (scheme === "https") return new Response(page, { headers: { "content-type": "text/html; charset=utf-8" } });
      const location = `https://${host}:${httpsPort()}${pathOf(request)}`;
      return new Response(null, { status: 301, headers: { location } });
    },
  };
}

async function seenOf(request: Request, scheme: "http" | "https", host: string): Promise<SeenRequest> {
  return {
    scheme,
    method: request.method,
    host,
    path: pathOf(request),
    headers: Object.fromEntries(request.headers),
    body: await request.text(),
  };
}

async function answerOf(behaviour: SiteBehaviour): Promise<Response> {
  if (behaviour.delayMs !== undefined) await Bun.sleep(behaviour.delayMs);
  const headers = new Headers(behaviour.headers);
  if (behaviour.redirect !== undefined) headers.set("location", behaviour.redirect);
  const status = behaviour.status ?? (behaviour.redirect === undefined ? 200 : 302);
  return new Response(behaviour.body ?? (behaviour.redirect === undefined ? page : null), { status, headers });
}

function pathOf(request: Request): string {
  const { pathname, search } = new URL(request.url);
  return pathname + search;
}
