import ipaddr from "ipaddr.js";
import type { PrivateNetwork } from "../config/probe-settings.ts";
import { createRecentMap } from "./recent-map.ts";

/** What an address is for; "reserved" is never probed. */
export type AddressKind = PrivateNetwork | "public" | "reserved";

const known = createRecentMap<string, AddressKind>(20_000);

/** The binary form decides, so that no spelling of an address passes for another (RFC 6890, RFC 4291). */
export function addressKind(address: string): AddressKind {
  const kind = known.get(address) ?? parsedKind(address);
  known.set(address, kind);
  return kind;
}

function parsedKind(address: string): AddressKind {
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv4) return kindOfIpv4(parsed);
  const inner = embeddedIpv4(parsed);
  return inner ? kindOfIpv4(inner) : kindOfIpv6(parsed);
}

/** Why `address` must not be probed, naming the setting that allows it; undefined when it may be. */
export function addressRefusal(address: string, allowed: readonly PrivateNetwork[]): string | undefined {
  const kind = addressKind(address);
  if (kind === "public") return undefined;
  if (kind === "reserved") return `${address} is a reserved address, which is never probed`;
  if (allowed.includes(kind)) return undefined;
  return `${address} is a ${kind} address: list "${kind}" in probe.allow_networks to probe it`;
}

/** Metadata services of clouds that live outside 169.254.0.0/16 (Alibaba, Amazon): allowed only together with it. */
const metadataAddresses: ReadonlySet<string> = new Set(["100.100.100.200", "fd00:ec2::254"]);

function kindOfIpv4(address: ipaddr.IPv4): AddressKind {
  if (metadataAddresses.has(address.toString())) return "link-local";
  switch (address.range()) {
    case "unicast":
      return "public";
    case "loopback":
      return "loopback";
    case "linkLocal":
      return "link-local";
    case "private":
    case "carrierGradeNat":
      return "private";
    default:
      return "reserved";
  }
}

const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");

function kindOfIpv6(address: ipaddr.IPv6): AddressKind {
  if (metadataAddresses.has(address.toString())) return "link-local";
  switch (address.range()) {
    case "unicast":
      return address.match(globalUnicast) ? "public" : "reserved";
    case "loopback":
      return "loopback";
    case "linkLocal":
      return "link-local";
    case "uniqueLocal":
      return "private";
    default:
      return "reserved";
  }
}

/** First byte of the IPv4 address inside: IPv4-mapped (RFC 4291, 2.5.5.2), NAT64 (RFC 6052) and 6to4 (RFC 3056). */
const embeddings = [
  [ipaddr.IPv6.parseCIDR("::ffff:0:0/96"), 12],
  [ipaddr.IPv6.parseCIDR("64:ff9b::/96"), 12],
  [ipaddr.IPv6.parseCIDR("2002::/16"), 2],
] as const;

function embeddedIpv4(address: ipaddr.IPv6): ipaddr.IPv4 | undefined {
  for (const [network, offset] of embeddings) {
    if (address.match(network)) return new ipaddr.IPv4(address.toByteArray().slice(offset, offset + 4));
  }
  return undefined;
}
