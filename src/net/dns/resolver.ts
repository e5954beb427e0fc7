import type { Clock } from "../../base/clock.ts";
import type { ResolvedAddress } from "../resolved-address.ts";
import { createAnswers } from "./answers.ts";
import { joinFamilies, type NameAnswer } from "./families.ts";
import type { HostsFile } from "./hosts-file.ts";
import { LookupError } from "./lookup-error.ts";
import type { Question } from "./message.ts";
import { namesToAsk } from "./resolv-conf.ts";
import { createServerHealth } from "./server-health.ts";
import type { NameFiles } from "./system-files.ts";

type Family = 4 | 6 | "any";

/** The addresses of a host, or those of one IP family; rejects with an error whose code is in the table of faults. */
export type Lookup = (host: string, family: Family, waiting?: Waiting) => Promise<readonly ResolvedAddress[]>;

/** A caller that waits for a lookup. */
export interface Waiting {
  /** Called when the lookup leaves its queue, which is this machine's matter and not the host's. */
  readonly onBegin: () => void;
  /** Its end: the caller waits no longer, and learns why there is no answer. */
  readonly signal: AbortSignal;
}

export interface ResolverDeps {
  readonly clock: Clock;
  /** This machine's files, as they are now. */
  readonly files: () => NameFiles;
}

/**
 * Resolves names as the C library does (hosts file, then the servers of `resolv.conf`), gently: one lookup of a name at a
 * time, few fresh queries at once, each answer kept as long as its record says. A stub resolver of its own since c-ares, as
 * the runtime has it, sends all queries at once, tells no TTL and reads `resolv.conf` only at its start.
 */
export function createResolver({ clock, files }: ResolverDeps): Lookup {
  const health = createServerHealth(clock);
  const answers = createAnswers(clock, health.replied);
  let current: NameFiles | undefined;

  function filesNow(): NameFiles {
    const now = files();
    // Another network may know other addresses.
    if (current?.settings !== now.settings) answers.forget();
    current = now;
    return now;
  }

  async function resolve(host: string, family: Family, begin: () => void): Promise<readonly ResolvedAddress[]> {
    const { hosts, settings } = filesNow();
    const local = localAddresses(host, hosts).filter((one) => family === "any" || one.family === family);
    if (local.length > 0) {
      begin();
      return local;
    }
    const servers = health.order(settings.servers);
    const ask = (name: string, type: Question["type"]) => answers.ask({ name, type }, servers, begin);
    return await firstFound(namesToAsk(host, settings), async (name) => {
      if (family !== "any") return await ask(name, family === 4 ? "A" : "AAAA");
      return await joinFamilies(ask(name, "AAAA"), ask(name, "A"));
    });
  }

  return async (host, family, waiting) => {
    const late = Promise.withResolvers<never>();
    const onEnd = () => {
      health.unanswered(host);
      late.reject(new LookupError(health.isSilent() ? "DNS_ESILENT" : "DNS_ETIMEOUT"));
    };
    waiting?.signal.addEventListener("abort", onEnd);
    try {
      return await Promise.race([resolve(host, family, onceOnly(waiting?.onBegin)), late.promise]);
    } finally {
      waiting?.signal.removeEventListener("abort", onEnd);
    }
  };
}

/** The addresses of the first name that has some. Whether the host exists is for the name as it was given to say. */
async function firstFound(
  names: readonly string[],
  find: (name: string) => Promise<NameAnswer>,
): Promise<readonly ResolvedAddress[]> {
  let exists = false;
  for (const name of names) {
    const answer = await find(name);
    if (answer.addresses.length > 0) return answer.addresses;
    exists ||= answer.exists;
  }
  throw new LookupError(exists ? "DNS_ENODATA" : "DNS_ENOTFOUND");
}

/** Names that no server is asked for: those of the hosts file, and localhost (RFC 6761, 6.3). */
function localAddresses(host: string, hosts: HostsFile): readonly ResolvedAddress[] {
  const listed = hosts.get(host.toLowerCase());
  if (listed !== undefined) return listed;
  if (!/(^|\.)localhost$/i.test(host)) return [];
  return [
    { address: "::1", family: 6 },
    { address: "127.0.0.1", family: 4 },
  ];
}

function onceOnly(call: (() => void) | undefined): () => void {
  let isDone = false;
  return () => {
    if (!isDone) call?.();
    isDone = true;
  };
}
