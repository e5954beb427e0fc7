import { isIP } from "node:net";
import type { ResolvedAddress } from "../resolved-address.ts";

/** The addresses of each name of a hosts file, names in lower case. */
export type HostsFile = ReadonlyMap<string, readonly ResolvedAddress[]>;

/** Reads a hosts file as hosts(5) has it; lines that make no sense are skipped. */
export function parseHostsFile(text: string): HostsFile {
  const found = new Map<string, ResolvedAddress[]>();
  for (const line of text.split("\n")) {
    const [address = "", ...names] = line.replace(/#.*/, "").trim().split(/\s+/);
    const family = isIP(address);
    if (family !== 4 && family !== 6) continue;
    for (const name of names) {
      const key = name.toLowerCase();
      const addresses = found.get(key) ?? [];
      if (!addresses.some((one) => one.address === address)) addresses.push({ address, family });
      found.set(key, addresses);
    }
  }
  return found;
}
