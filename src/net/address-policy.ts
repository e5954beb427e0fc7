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

/**
 * Services that a cloud answers to its own machines from outside 169.254.0.0/16 and fe80::/10: metadata with credentials,
 * for the most part. They are allowed only together with those.
 */
const cloudIpv4 = [
  "100.100.100.200/32", // Alibaba
  "168.63.129.16/32", // Azure, a public address elsewhere
  "192.0.0.192/32", // Oracle
].map((network) => ipaddr.IPv4.parseCIDR(network));

const cloudIpv6 = [
  "fd00:ec2::/32", // Amazon: metadata, credentials of pods, DNS, time
  "fd20:ce::254/128", // Google; fd20::/20 around it holds ordinary machines
  "fd00:c1::a9fe:a9fe/128", // Oracle
  "fd00:42::42/128", // Scaleway
].map((network) => ipaddr.IPv6.parseCIDR(network));

function kindOfIpv4(address: ipaddr.IPv4): AddressKind {
  if (cloudIpv4.some((network) => address.match(network))) return "link-local";
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
  if (cloudIpv6.some((network) => address.match(network))) return "link-local";
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
