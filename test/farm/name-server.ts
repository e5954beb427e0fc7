import { createSocket, type Socket } from "node:dgram";
import { createServer, type Server } from "node:net";
import { setTimeout as later } from "node:timers";
import { type Answer, AUTHORITATIVE_ANSWER, decode, encode, TRUNCATED_RESPONSE } from "dns-packet";

/** The answer of the farm's DNS to one question. */
export type Record =
  | { readonly addresses: readonly string[]; readonly ttl?: number; readonly alias?: string }
  /** A response code instead: 2 is SERVFAIL, 3 NXDOMAIN, 5 REFUSED. */
  | { readonly rcode: number }
  /** No answer at all. */
  | "silence"
  /** Bytes that are no DNS. */
  | "noise";

export interface NameServerOptions {
  /** What is known of a name; undefined for a name that does not exist. `count` is how often it was asked for before. */
  readonly answer: (name: string, type: "A" | "AAAA", count: number) => Record | undefined;
  /** A loopback address to listen at. */
  readonly address?: string;
  readonly port?: number;
  /** Milliseconds before each reply. */
  readonly delayMs?: number;
  /** Whether a datagram is lost on its way in. */
  readonly loses?: (count: number) => boolean;
  /** Bytes of the socket's receive buffer: the kernel drops what comes beyond. */
  readonly receiveBuffer?: number;
  /** Addresses that fit into a datagram; TCP has them all. */
  readonly datagramMax?: number;
}

/** A DNS server of the tests, over UDP and TCP. */
export interface NameServer extends AsyncDisposable {
  readonly address: string;
  readonly port: number;
  /** Every question that was read, in order: `A www.example`. */
  readonly asked: readonly string[];
  /** Questions over TCP. */
  readonly overTcp: number;
  /** The most questions that were unanswered at a time. */
  readonly mostAtOnce: number;
}

/** Starts a server on a free port. */
export async function startNameServer(options: NameServerOptions): Promise<NameServer> {
  const {
    address = "127.0.0.1",
    delayMs = 0,
    loses = () => false,
    receiveBuffer,
    datagramMax = Number.MAX_SAFE_INTEGER,
  } = options;
  const asked: string[] = [];
  const counts = new Map<string, number>();
  let received = 0;
  let overTcp = 0;
  let open = 0;
  let mostAtOnce = 0;

  function replyTo(query: Buffer, addressesMax: number): Buffer | undefined {
    const packet = decode(query);
    const [question] = packet.questions ?? [];
    if (question === undefined || (question.type !== "A" && question.type !== "AAAA")) return undefined;
    const { name, type } = question;
    const key = `${type} ${name.toLowerCase()}`;
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    asked.push(key);
    const found = options.answer(name.toLowerCase(), type, count);
    if (found === "silence") return undefined;
    if (found === "noise") return Buffer.from("this is no DNS");
    const reply = { id: packet.id ?? 0, type: "response" as const, questions: [question] };
    if (found === undefined) return encode({ ...reply, flags: 3 });
    if ("rcode" in found) return encode({ ...reply, flags: found.rcode });
    const { addresses, ttl = 60, alias } = found;
    const owner = alias ?? name;
    const records: Answer[] = addresses.map((data) => ({ type, name: owner, ttl, data, class: "IN" }));
    const isCut = records.length > addressesMax;
    const answers: Answer[] =
      alias === undefined ? records : [{ type: "CNAME", name, ttl, data: alias, class: "IN" }, ...records];
    return encode({
      ...reply,
      flags: AUTHORITATIVE_ANSWER | (isCut ? TRUNCATED_RESPONSE : 0),
      answers: isCut ? [] : answers,
    });
  }

  function afterDelay(send: () => void): void {
    open += 1;
    mostAtOnce = Math.max(mostAtOnce, open);
    const run = () => {
      open -= 1;
      send();
    };
    if (delayMs === 0) run();
    else later(run, delayMs);
  }

  const udp = createSocket({ type: "udp4", ...(receiveBuffer === undefined ? {} : { recvBufferSize: receiveBuffer }) });
  udp.on("message", (query, from) => {
    received += 1;
    if (loses(received)) return;
    const reply = replyTo(query, datagramMax);
    if (reply !== undefined) afterDelay(() => udp.send(reply, from.port, from.address, () => undefined));
  });
  const tcp = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", (query: Buffer) => {
      overTcp += 1;
      const reply = replyTo(query.subarray(2), Number.MAX_SAFE_INTEGER);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(reply?.length ?? 0);
      if (reply !== undefined) afterDelay(() => socket.end(Buffer.concat([length, reply])));
    });
  });
  const port = await listen(udp, tcp, { address, port: options.port ?? 0 });
  return {
    address,
    port,
    asked,
    get overTcp() {
      return overTcp;
    },
    get mostAtOnce() {
      return mostAtOnce;
    },
    async [Symbol.asyncDispose]() {
      udp.close();
      tcp.close();
    },
  };
}

/** Both protocols on one port, as DNS has it. */
async function listen(
  udp: Socket,
  tcp: Server,
  at: { readonly address: string; readonly port: number },
): Promise<number> {
  const bound = Promise.withResolvers<void>();
  tcp.once("error", bound.reject);
  tcp.listen(at.port, at.address, bound.resolve);
  await bound.promise;
  const { port } = Object(tcp.address());
  const ready = Promise.withResolvers<void>();
  udp.once("error", ready.reject);
  udp.bind(port, at.address, ready.resolve);
  await ready.promise;
  return port;
}
