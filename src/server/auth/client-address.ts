import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import type { TrustedProxySettings } from "../../config/login-providers.ts";
import type { Role } from "./caller.ts";
import { personName } from "./person-name.ts";
import { roleOf } from "./role-of.ts";

/** Hops of a header that are looked at, from the nearest. */
const hopsMax = 50;

/** IP addresses and networks in CIDR notation, of proxies before Argos. */
type Networks = readonly string[];

interface Forwarded {
  /** Who asked as far as the socket knows; undefined when it is gone. */
  readonly socketAddress: string | undefined;
  /** The header X-Forwarded-For. */
  readonly forwardedFor: string | null;
  readonly trusted: Networks;
}

/**
 * Where a request began: the peer itself, or, when that is a trusted proxy, the rightmost address of X-Forwarded-For that
 * is none. IPv4 in IPv6 (RFC 4291 section 2.5.5.2) is told as IPv4. A hop that is no address hides all before it.
 */
export function clientAddress({ socketAddress, forwardedFor, trusted }: Forwarded): string | undefined {
  const peer = parseAddress(socketAddress ?? "");
  if (peer === undefined) return undefined;
  let nearest = peer;
  const hops = (forwardedFor ?? "").split(",").slice(-hopsMax).reverse();
  for (const hop of hops) {
    if (!isWithin(nearest, trusted)) break;
    const next = parseAddress(withoutPort(hop.trim()));
    if (next === undefined) break;
    nearest = next;
  }
  return nearest.toString();
}

/** Whether the peer of a socket is a proxy whose headers are believed. */
export function isFromTrustedProxy(socketAddress: string | undefined, trusted: Networks): boolean {
  const peer = parseAddress(socketAddress ?? "");
  return peer !== undefined && isWithin(peer, trusted);
}

/** The scheme that a person's browser speaks, as a trusted proxy tells it; undefined when none does. */
export function forwardedScheme(
  forwardedProto: string | null,
  { socketAddress, trusted }: Omit<Forwarded, "forwardedFor">,
): "http" | "https" | undefined {
  if (!isFromTrustedProxy(socketAddress, trusted)) return undefined;
  const nearest = forwardedProto?.split(",").at(-1)?.trim().toLowerCase();
  return nearest === "https" || nearest === "http" ? nearest : undefined;
}

/** Who a trusted proxy says is logged in; undefined for anybody else's header, several values, or no name. */
export function proxyUser(
  request: Request,
  socketAddress: string | undefined,
  settings: TrustedProxySettings | undefined,
): { readonly name: string; readonly role: Role } | undefined {
  if (settings?.userHeader === undefined) return undefined;
  const value = request.headers.get(settings.userHeader);
  // a list is what several headers of one name become
  if (value === null || value.includes(",")) return undefined;
  if (!isFromTrustedProxy(socketAddress, settings.addresses)) return undefined;
  const name = personName(utf8Of(value));
  return name === undefined ? undefined : { name, role: roleOf(name, settings) };
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

function parseAddress(text: string): Address | undefined {
  const [bare = ""] = text.split("%");
  return isIP(bare) === 0 ? undefined : ipaddr.process(bare);
}

/** Some proxies write the port too: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function withoutPort(hop: string): string {
  const [, ipv6, ipv4] = /^(?:\[([^\]]*)\](?::\d{1,5})?|(\d+(?:\.\d+){3}):\d{1,5})$/.exec(hop) ?? [];
  return ipv6 ?? ipv4 ?? hop;
}

function isWithin(address: Address, networks: Networks): boolean {
  return networks.some((network) => {
    const [base, bits] = rangeOf(network);
    return address.kind() === base.kind() && address.match(base, bits);
  });
}

/** A network; one within `::ffff:0:0/96` is one of IPv4, as the addresses in it are. */
function rangeOf(network: string): readonly [Address, number] {
  const [address = "", written] = network.split("/");
  const base = ipaddr.process(address);
  const isUnwrapped = base.kind() === "ipv4" && address.includes(":");
  const bits = written === undefined ? undefined : Number(written) - (isUnwrapped ? 96 : 0);
  return [base, Math.max(0, bits ?? (base.kind() === "ipv4" ? 32 : 128))];
}

/** A header's bytes reach a program as one character each; a name that is not ASCII is UTF-8. */
function utf8Of(value: string): string | undefined {
  if (/[\u0100-\uffff]/.test(value)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(value, "latin1"));
  } catch {
    return undefined;
  }
}
