import { isIP } from "node:net";

/** A DNS server to ask. */
export interface DnsServer {
  readonly address: string;
  readonly port: number;
}

/** How this machine resolves names. */
export interface ResolverSettings {
  readonly servers: readonly DnsServer[];
  /** Domains to append to short names, in order. */
  readonly search: readonly string[];
  /** A name with fewer dots than this is short. */
  readonly ndots: number;
}

const dnsPort = 53;
const serversMax = 3;
const searchMax = 6;
const ndotsMax = 15;

/** What the C library assumes where the file names no server: one on this machine. */
const localServer: DnsServer = { address: "127.0.0.1", port: dnsPort };

/** Reads `resolv.conf` as resolv.conf(5) has it; lines that make no sense are skipped, as the C library does. */
export function parseResolvConf(text: string): ResolverSettings {
  const servers: DnsServer[] = [];
  let search: readonly string[] = [];
  let ndots = 1;
  for (const line of text.split("\n")) {
    const [keyword, ...values] = line
      .replace(/[#;].*/, "")
      .trim()
      .split(/\s+/);
    const [first = ""] = values;
    if (keyword === "nameserver") servers.push(...(parseDnsServer(first) ?? []));
    else if (keyword === "search" || keyword === "domain") search = values.map(bareDomain).slice(0, searchMax);
    else if (keyword === "options") ndots = ndotsOf(values) ?? ndots;
  }
  return {
    servers: servers.length === 0 ? [localServer] : servers.slice(0, serversMax),
    search: search.filter((one) => one !== ""),
    ndots,
  };
}

/** The server of `192.0.2.1`, `2001:db8::1`, `fe80::1%eth0` or, with a port, `[192.0.2.1]:5353`, as a list of one; undefined for anything else. */
export function parseDnsServer(text: string): readonly [DnsServer] | undefined {
  const [, bracketed, port] = /^\[(.+)\]:(\d{1,5})$/.exec(text) ?? [];
  const address = bracketed ?? text;
  if (isIP(address.replace(/%[^%]+$/, "")) === 0) return undefined;
  const number = port === undefined ? dnsPort : Number(port);
  return number > 0 && number < 65_536 ? [{ address, port: number }] : undefined;
}

function bareDomain(name: string): string {
  return name.toLowerCase().replace(/^\.+|\.+$/g, "");
}

function ndotsOf(options: readonly string[]): number | undefined {
  const found = options.map((one) => /^ndots:(\d{1,3})$/.exec(one)?.[1]).findLast((one) => one !== undefined);
  return found === undefined ? undefined : Math.min(ndotsMax, Number(found));
}

/** The names to look up for one that was asked, in order: a short name first means a host of the search domains. */
export function namesToAsk(
  name: string,
  { search, ndots }: Pick<ResolverSettings, "search" | "ndots">,
): readonly string[] {
  const dots = name.split(".").length - 1;
  if (dots >= ndots) return [name];
  const expanded = search.map((domain) => `${name}.${domain}`);
  // A name with a dot is a public one first: with `ndots:5`, as Kubernetes has it, each site would cost four queries.
  return dots > 0 ? [name, ...expanded] : [...expanded, name];
}
