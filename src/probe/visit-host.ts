import type { Clock } from "../base/clock.ts";
import type { Timings } from "../checks/observation.ts";
import type { ProbeSettings } from "../config/probe-settings.ts";
import type { IpFamily } from "../config/site.ts";
import type { Lookup } from "../net/dns/resolver.ts";
import { isAgentFault } from "../net/fault.ts";
import { type Overrides, resolveHost } from "../net/resolve.ts";
import type { ResolvedAddress } from "../net/resolved-address.ts";
import type { Addresses, AddressOrder } from "./address-order.ts";
import type { FamilyWatch } from "./dead-family.ts";
import { exchange } from "./exchange.ts";
import type { BrokenExchange, ExchangeTools, Progress, Reply } from "./exchange-plan.ts";
import type { Places } from "./places.ts";
import type { Hop } from "./redirect.ts";
import { type OutgoingRequest, outgoingRequest } from "./request-headers.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** What every visit uses. */
export interface HostTools extends ExchangeTools {
  readonly clock: Clock;
  readonly places: Places;
  readonly order: AddressOrder;
  readonly families: FamilyWatch;
  readonly lookup: Lookup;
  readonly settings: ProbeSettings;
  readonly overrides: Overrides;
  readonly agentName: string;
}

/** What stays the same on every hop of a probe. */
export interface Visit {
  readonly family: IpFamily;
  readonly bodyBytesMax: number;
  readonly stopwatch: Stopwatch;
  readonly signal: AbortSignal;
}

/** What came of one hop. */
export interface HostVisit {
  readonly outcome: Reply | BrokenExchange;
  readonly remoteAddress: string | undefined;
  readonly timings: Timings;
  /** The IP family over which the host cannot be reached, although it has addresses of it. */
  readonly deadFamily?: 4 | 6;
}

/** Looks the host up, waits for its places and makes the exchange; rejects only when the signal aborts. */
export async function visitHost(tools: HostTools, hop: Hop, visit: Visit): Promise<HostVisit> {
  const { stopwatch, family, signal } = visit;
  const found = await resolveHost(hop.url.name, family, {
    overrides: tools.overrides,
    allowNetworks: tools.settings.allowNetworks,
    lookup: tools.lookup,
    remainingMs: stopwatch.remainingMs(),
    onBegin: stopwatch.run,
    signal,
  });
  const dnsMs = stopwatch.elapsedMs();
  stopwatch.halt();
  if ("reason" in found) {
    const outcome = { fault: found, chain: undefined };
    return { outcome, remoteAddress: undefined, timings: { totalMs: dnsMs } };
  }
  const outgoing = outgoingRequest(hop, hop.url.host, tools.agentName);
  const attempt = { hop, visit, outgoing, dnsMs };
  const addresses = await tools.order.of(found, { url: hop.url, stopwatch, signal });
  const seen = await visitInTurn(tools, attempt, addresses);
  const deadFamily = await deadFamilyOf(tools, { found, seen, hop, visit });
  return deadFamily === undefined ? seen : { ...seen, deadFamily };
}

interface Visited {
  readonly found: Addresses;
  readonly seen: HostVisit;
  readonly hop: Hop;
  readonly visit: Visit;
}

/** Looked for after the answer, whose time it does not count in; a target of one family is not about the other. */
async function deadFamilyOf({ settings, families }: HostTools, { found, seen, hop, visit }: Visited) {
  if (settings.families !== "both" || visit.family !== "any" || "fault" in seen.outcome) return undefined;
  const family = found.find((one) => one.address === seen.remoteAddress)?.family;
  // Every system has both for localhost, and hardly a server listens on both.
  if (family === undefined || hop.url.name === "localhost") return undefined;
  const remainingMs = visit.stopwatch.remainingMs();
  return await families.deadFamily(found, { url: hop.url, family, remainingMs }, visit.signal);
}

/** Tries the addresses until one connects; what says most of why none did is the outcome. */
async function visitInTurn(tools: HostTools, attempt: AddressAttempt, addresses: Addresses): Promise<HostVisit> {
  const [first, ...others] = addresses;
  const { url } = attempt.hop;
  let seen = await visitAddress(tools, attempt, first);
  if (others.length === 0 || !isUnconnected(seen.outcome)) return seen;
  tools.order.forget(first.address, url.port);
  for (const other of others) {
    if (!isWorthAnother(seen.outcome) || attempt.visit.stopwatch.remainingMs() === 0) return seen;
    const next = await visitAddress(tools, attempt, other);
    // That this machine has no way to one family says less than what the other family says.
    if (!("fault" in next.outcome && isAgentFault(next.outcome.fault.reason))) seen = next;
  }
  return seen;
}

/** The address may be the reason that there is no answer. */
function isUnconnected(outcome: Reply | BrokenExchange): boolean {
  return isWorthAnother(outcome) || ("fault" in outcome && outcome.fault.reason === "timeout");
}

/** The connection did not come about, so that nothing was asked yet, and there is time left. */
function isWorthAnother(outcome: Reply | BrokenExchange): boolean {
  if (!("fault" in outcome)) return false;
  const { reason } = outcome.fault;
  return reason === "connection-refused" || reason === "unreachable" || reason === "agent-no-route";
}

interface AddressAttempt {
  readonly hop: Hop;
  readonly visit: Visit;
  readonly outgoing: OutgoingRequest;
  readonly dnsMs: number;
}

async function visitAddress(tools: HostTools, attempt: AddressAttempt, address: ResolvedAddress): Promise<HostVisit> {
  const { hop, visit, outgoing, dnsMs } = attempt;
  const { stopwatch, bodyBytesMax, signal } = visit;
  using places = await tools.places.take(address.address, hop.url.scheme, signal);
  stopwatch.run();
  try {
    const progress: Progress = { phase: "connecting" };
    const plan = { url: hop.url, address, outgoing, bodyBytesMax, stopwatch, progress };
    const outcome = await exchange(tools, { ...plan, onHandshakeDone: places.handshakeDone }, signal);
    const { tlsMs, firstByteMs, totalMs = stopwatch.elapsedMs() } = progress;
    const timings: Timings = {
      dnsMs,
      ...(tlsMs === undefined ? {} : { tlsMs }),
      ...(firstByteMs === undefined ? {} : { firstByteMs }),
      totalMs,
    };
    return { outcome, remoteAddress: address.address, timings };
  } finally {
    stopwatch.halt();
  }
}
