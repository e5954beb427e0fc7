import { ArgosError, messageOf } from "../base/error.ts";
import { version } from "../base/version.ts";

/** How long the server may take, in milliseconds. */
const answerMs = 30_000;
/** Rows of one page: the most that the server gives. */
const pageRowsMax = 200;

/** A server elsewhere, and what it lets us in with. */
export interface ServerPlace {
  readonly url: URL;
  readonly token: string;
}

interface Call {
  readonly method: "GET" | "POST" | "DELETE";
  /** Below `/api/v1/`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** Asks the API of a server elsewhere. What it refuses, or no answer, is an ArgosError. */
export async function askServer<T>(server: ServerPlace, { method, path, query = {}, body }: Call): Promise<T> {
  const address = `${server.url.href.replace(/\/+$/, "")}/api/v1/${path}?${new URLSearchParams(query)}`;
  const response = await fetch(address, {
    method,
    headers: {
      authorization: `Bearer ${server.token}`,
      "user-agent": `Argos-Panoptes/${version}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    redirect: "manual",
    signal: AbortSignal.timeout(answerMs),
  }).catch((cause: unknown) => {
    throw new ArgosError("network", `cannot reach ${server.url.href}: ${messageOf(cause)}`, { cause });
  });
  const reply = await jsonOf(response);
  if (response.ok && reply !== undefined) return trusted<T>(reply);
  throw refusalOf(server.url, response, reply);
}

interface ListPage<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** The first `rowsMax` rows of a list of the API, page after page. */
export async function listFromServer<T>(
  server: ServerPlace,
  list: { readonly path: string; readonly query: Readonly<Record<string, string>>; readonly rowsMax: number },
): Promise<T[]> {
  const { path, query, rowsMax } = list;
  const found: T[] = [];
  let cursor: string | null = "";
  for (let page = 0; cursor !== null && found.length < rowsMax && page < Math.ceil(rowsMax / pageRowsMax); page += 1) {
    const limit = String(Math.min(pageRowsMax, rowsMax - found.length));
    const place: Record<string, string> = cursor === "" ? {} : { cursor };
    const asked = { ...query, limit, ...place };
    const { items, nextCursor }: ListPage<T> = await askServer(server, { method: "GET", path, query: asked });
    found.push(...items);
    cursor = nextCursor;
  }
  return found;
}

async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

/** Our own server made the reply, to our own token over a verified connection: its shape is trusted. */
function trusted<T>(reply: unknown): T {
  return reply as T;
}

function refusalOf(url: URL, response: Response, reply: unknown): ArgosError {
  const detail: unknown = typeof reply === "object" && reply !== null ? Reflect.get(reply, "detail") : undefined;
  if (typeof detail !== "string") {
    return new ArgosError("network", `${url.href} answered ${response.status} and is no Argos: is the address right?`);
  }
  if (response.status === 401) return new ArgosError("unauthorized", `${url.href} refuses the token: ${detail}`);
  return new ArgosError("refused", `${url.href} refuses: ${detail}`);
}
