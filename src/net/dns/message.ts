import { randomInt } from "node:crypto";
import { type Answer, type DecodedPacket, decode, encode, RECURSION_DESIRED } from "dns-packet";
import type { ResolvedAddress } from "../resolved-address.ts";
import { LookupError } from "./lookup-error.ts";

/** What is asked of a server: the addresses of one family. */
export interface Question {
  readonly name: string;
  readonly type: "A" | "AAAA";
}

/** What a server said. */
export interface Reply {
  /** `NOERROR`, `NXDOMAIN`, `SERVFAIL` and so on (RFC 1035, 4.1.1). */
  readonly rcode: string;
  readonly addresses: readonly ResolvedAddress[];
  /** How long the reply may be kept, in seconds. */
  readonly ttlSeconds: number;
  /** The reply did not fit into the datagram: TCP has the whole. */
  readonly truncated: boolean;
}

/** How long it may be kept that a name has no address, in seconds, whatever the zone says: it is looked at because it should have one. */
const negativeSecondsMax = 5;

/** A query with an id that nobody can guess. Throws a LookupError for a name that does not fit into a query. */
export function encodeQuery({ name, type }: Question): { readonly id: number; readonly bytes: Uint8Array } {
  if (!isEncodable(name)) throw new LookupError("DNS_EBADNAME");
  const id = randomInt(65_536);
  const bytes = encode({ type: "query", id, flags: RECURSION_DESIRED, questions: [{ name, type, class: "IN" }] });
  return { id, bytes };
}

/** Labels of 1 to 63 bytes, 253 in all (RFC 1035, 2.3.4). */
function isEncodable(name: string): boolean {
  return name.length <= 253 && name.split(".").every((label) => /^[\x21-\x7e]{1,63}$/.test(label));
}

/** The reply to a query; undefined for bytes that are none, or one to another query. */
export function decodeReply(
  bytes: Buffer,
  { id, question }: { readonly id: number; readonly question: Question },
): Reply | undefined {
  const packet = decoded(bytes);
  if (packet?.type !== "response" || packet.id !== id || !answers(packet, question)) return undefined;
  const found = (packet.answers ?? []).flatMap((answer) => addressOf(answer, question.type) ?? []);
  return {
    rcode: rcodeOf(packet),
    addresses: found,
    ttlSeconds: found.length > 0 ? Math.min(...(packet.answers ?? []).map(ttlOf)) : negativeTtl(packet),
    truncated: packet.flag_tc,
  };
}

function decoded(bytes: Buffer): DecodedPacket | undefined {
  try {
    return decode(bytes);
  } catch {
    // Bytes of a stranger.
    return undefined;
  }
}

/** A server that cannot even read a query may leave the question out (RFC 1035, 4.1.1). */
function answers({ questions = [] }: DecodedPacket, question: Question): boolean {
  const [asked] = questions;
  if (asked === undefined) return true;
  return asked.type === question.type && asked.name.toLowerCase() === question.name.toLowerCase();
}

function addressOf(answer: Answer, type: Question["type"]): ResolvedAddress | undefined {
  if (answer.type !== type || (answer.type !== "A" && answer.type !== "AAAA")) return undefined;
  return { address: answer.data, family: type === "A" ? 4 : 6 };
}

function ttlOf(answer: Answer): number {
  return "ttl" in answer ? Number(answer.ttl ?? 0) : Number.POSITIVE_INFINITY;
}

/** RFC 2308, 5: the lesser of the SOA record's own time and its `minimum`. */
function negativeTtl({ authorities = [] }: DecodedPacket): number {
  const soa = authorities.find((one) => one.type === "SOA");
  if (soa?.type !== "SOA") return 0;
  return Math.min(negativeSecondsMax, ttlOf(soa), soa.data.minimum ?? 0);
}

/** The decoder sets a field `rcode` that its types do not list. */
function rcodeOf(packet: DecodedPacket): string {
  return "rcode" in packet && typeof packet.rcode === "string" ? packet.rcode : "NOERROR";
}
