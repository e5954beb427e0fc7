import { pause } from "../../base/loop.ts";
import type { ResolvedAddress } from "../resolved-address.ts";

/** What a lookup found: addresses, none, or no such name at all. */
export interface NameAnswer {
  readonly addresses: readonly ResolvedAddress[];
  readonly exists: boolean;
}

/** How long the addresses of one family wait for those of the other, in milliseconds: some servers never answer for IPv6. */
const otherFamilyMs = 500;

/** The addresses of both families. Rejects as a lookup did where neither found an address and the name may exist. */
export async function joinFamilies(ipv6: Promise<NameAnswer>, ipv4: Promise<NameAnswer>): Promise<NameAnswer> {
  const both = Promise.allSettled([ipv6, ipv4]);
  const either = Promise.any([withAddresses(ipv6), withAddresses(ipv4)]);
  const first = await either.catch(() => undefined);
  if (first === undefined) return withoutAddress(await both);
  const over = new AbortController();
  const late = await Promise.race([both, pause(otherFamilyMs, over.signal)]);
  over.abort();
  if (late === undefined) return first;
  const [six = [], four = []] = late.map((one) => (one.status === "fulfilled" ? one.value.addresses : []));
  return { addresses: byTurns(six, four), exists: true };
}

async function withAddresses(lookup: Promise<NameAnswer>): Promise<NameAnswer> {
  const answer = await lookup;
  if (answer.addresses.length === 0) throw new Error("no address");
  return answer;
}

/** A name that does not exist has no address of any family (RFC 8020); one lookup that failed leaves the question open. */
function withoutAddress(results: readonly PromiseSettledResult<NameAnswer>[]): NameAnswer {
  if (results.some((one) => one.status === "fulfilled" && !one.value.exists)) return { addresses: [], exists: false };
  for (const one of results) if (one.status === "rejected") throw one.reason;
  return { addresses: [], exists: true };
}

/** IPv6 first, then one of each in turn (RFC 8305, 4). */
function byTurns(six: readonly ResolvedAddress[], four: readonly ResolvedAddress[]): ResolvedAddress[] {
  const longest = Math.max(six.length, four.length);
  return Array.from({ length: longest }, (_, at) => [six[at], four[at]])
    .flat()
    .filter((one) => one !== undefined);
}
