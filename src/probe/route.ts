import { createSocket } from "node:dgram";
import { readFile } from "node:fs/promises";
import ipaddr from "ipaddr.js";

/**
 * Whether this machine knows a way to `address`. A router's "network unreachable" has the same error code as having no
 * route at all, and only the second is the agent's fault. The kernel's tables tell (proc(5): net/route, net/ipv6_route);
 * where they cannot be read the answer is false, since a site must not be called down for the agent's sake.
 */
export async function hasRoute(address: string): Promise<boolean> {
  const parsed = ipaddr.parse(address);
  const path = parsed instanceof ipaddr.IPv4 ? "/proc/net/route" : "/proc/net/ipv6_route";
  const table = await readFile(path, "latin1").catch(() => "");
  return routeCovers(table, parsed.toByteArray());
}

const upFlag = 0x1;
const rejectFlag = 0x200;

/** Whether a line of the kernel's table leads anywhere for the bytes of an address. Exported for its test. */
export function routeCovers(table: string, address: readonly number[]): boolean {
  return table
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .some((fields) => (address.length === 4 ? coversIpv4(fields, address) : coversIpv6(fields, address)));
}

function coversIpv4(fields: readonly string[], address: readonly number[]): boolean {
  const [interfaceName = "lo", destination = "", , flags = "", , , , mask = ""] = fields;
  if (interfaceName === "lo" || !leads(flags)) return false;
  const network = bytesOf(destination).reverse();
  const bits = bytesOf(mask).reverse();
  return network.length === 4 && address.every((byte, index) => (byte & (bits[index] ?? 255)) === network[index]);
}

function coversIpv6(fields: readonly string[], address: readonly number[]): boolean {
  const [destination = "", length = "", , , , , , , flags = "", interfaceName = "lo"] = fields;
  if (interfaceName === "lo" || !leads(flags)) return false;
  const network = bytesOf(destination);
  const prefix = Number.parseInt(length, 16);
  return (
    network.length === 16 && address.every((byte, index) => sameBits(byte, network[index] ?? 0, prefix - index * 8))
  );
}

/** Whether the first `bits` bits of two bytes agree; none for zero or fewer. */
function sameBits(one: number, other: number, bits: number): boolean {
  const unread = 8 - Math.max(0, Math.min(8, bits));
  return one >> unread === other >> unread;
}

function leads(flags: string): boolean {
  const bits = Number.parseInt(flags, 16);
  return (bits & upFlag) !== 0 && (bits & rejectFlag) === 0;
}

function bytesOf(hexadecimal: string): number[] {
  return [...Buffer.from(hexadecimal, "hex")];
}

/** Whether an address is this machine's own or there is a way to it. */
export async function reaches(address: string): Promise<boolean> {
  return ipaddr.parse(address).range() === "loopback" || (await hasRoute(address));
}

/** Whether this process can open a socket at all, with the descriptors and the memory that it has. */
export function canOpenSocket(): boolean {
  try {
    createSocket("udp4").close();
    return true;
  } catch {
    // That is the answer.
    return false;
  }
}
