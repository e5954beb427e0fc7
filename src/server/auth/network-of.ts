/**
 * What an address counts as where callers are told apart: one of IPv4 is itself, one of IPv6 is its network of 64 bits, which
 * one customer has whole.
 */
export function networkOf(address: string): string {
  return address.includes(":") ? network64(address) : address;
}

function network64(address: string): string {
  const [head = "", tail] = address.split("%")[0]?.split("::") ?? [];
  const groups = head.split(":").filter((group) => group !== "");
  const rest = tail === undefined ? [] : tail.split(":").filter((group) => group !== "");
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - rest.length) }, () => "0");
  const all = tail === undefined ? groups : [...groups, ...zeros, ...rest];
  const [a, b, c, d] = all.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${a}:${b}:${c}:${d}::/64`;
}
