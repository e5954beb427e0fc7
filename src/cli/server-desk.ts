import { ArgosError, messageOf } from "../base/error.ts";
import { version } from "../base/version.ts";
import type { SilenceOrder } from "../checks/silence-order.ts";
import type { EndedSilences, SilenceItem } from "../contract/v1/silence.ts";
import type { SilenceDesk } from "./silence-desk.ts";

/** How long the server may take, in milliseconds. */
const answerMs = 30_000;
/** Pages of a list that are read at most: enough for every silence there may be. */
const pagesMax = 10;

interface Call {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** Silences of a server elsewhere, through its API. */
export function createServerDesk(server: { readonly url: URL; readonly token: string }): SilenceDesk {
  const ask = <T>(call: Call) => askServer<T>(server, call);
  return {
    add: async ({ by, ...order }) =>
      await ask<SilenceItem>({ method: "POST", path: "silences", query: { by }, body: wordsOf(order) }),
    list: async () => await listAll(ask),
    end: async (id, by) => await ask<SilenceItem>({ method: "DELETE", path: `silences/${id}`, query: { by } }),
    startMaintenance: async ({ by, ...order }) =>
      await ask<SilenceItem>({ method: "POST", path: "maintenance/start", query: { by }, body: wordsOf(order) }),
    endMaintenance: async (match, by) =>
      (await ask<EndedSilences>({ method: "POST", path: "maintenance/end", query: { by }, body: { match } })).items,
  };
}

function wordsOf({ match, forMs, comment }: Omit<SilenceOrder, "by">) {
  return { match, for: `${forMs}ms`, comment };
}

interface ListPage {
  readonly items: readonly SilenceItem[];
  readonly nextCursor: string | null;
}

async function listAll(ask: (call: Call) => Promise<ListPage>): Promise<SilenceItem[]> {
  const found: SilenceItem[] = [];
  let cursor: string | null = "";
  for (let page = 0; cursor !== null && page < pagesMax; page += 1) {
    const place: Record<string, string> = cursor === "" ? {} : { cursor };
    const query = { active: "true", limit: "200", ...place };
    const { items, nextCursor } = await ask({ method: "GET", path: "silences", query });
    found.push(...items);
    cursor = nextCursor;
  }
  return found;
}

async function askServer<T>(
  server: { readonly url: URL; readonly token: string },
  { method, path, query = {}, body }: Call,
): Promise<T> {
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
