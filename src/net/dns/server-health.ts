import type { Clock } from "../../base/clock.ts";
import type { DnsServer } from "./resolv-conf.ts";

/** What replies and silence tell of the servers. */
export interface ServerHealth {
  /** The servers in the order to ask: one that replied lately comes first. */
  order(servers: readonly DnsServer[]): readonly DnsServer[];
  replied(server: DnsServer): void;
  /** Takes note that nobody told anything of a name in time. */
  unanswered(name: string): void;
  /** Whether several names went without an answer and no server has said anything since: then it is not the names. */
  isSilent(): boolean;
}

/** How long a server that replied is asked before those listed ahead of it, in milliseconds. */
const preferredForMs = 30_000;
const silentNamesMin = 5;

/** Knows nothing yet. */
export function createServerHealth(clock: Clock): ServerHealth {
  const names = new Set<string>();
  let latest: { readonly server: DnsServer; readonly untilMs: number } | undefined;
  return {
    order(servers) {
      const preferred = latest && clock.monotonicMs() < latest.untilMs ? latest.server : undefined;
      if (preferred === undefined || servers.length < 2) return servers;
      const isPreferred = (one: DnsServer) => one.address === preferred.address && one.port === preferred.port;
      return [...servers.filter(isPreferred), ...servers.filter((one) => !isPreferred(one))];
    },
    replied(server) {
      names.clear();
      latest = { server, untilMs: clock.monotonicMs() + preferredForMs };
    },
    unanswered(name) {
      if (names.size < silentNamesMin) names.add(name);
    },
    isSilent: () => names.size >= silentNamesMin,
  };
}
