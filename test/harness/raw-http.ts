import { connect, type Socket } from "node:net";

/** A request as it goes over the wire: nothing of it is tidied. */
export interface RawRequest {
  readonly method: string;
  /** What stands behind the method. */
  readonly target: string;
  /** Every header, Host too where there is to be one. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body?: string;
  /** 1.1 unless told. */
  readonly version?: "1.0" | "1.1";
}

export interface RawResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A connection that sends one request after another and is opened again when the other side has closed it. */
export interface RawConnection extends Disposable {
  send(request: RawRequest): Promise<RawResponse>;
}

/** Opens a connection to a port of loopback when it is first needed, from an address of loopback. */
export function rawConnection(port: number, localAddress = "127.0.0.1"): RawConnection {
  let socket: Socket | undefined;
  return {
    async send(request) {
      socket ??= connect({ port, host: "127.0.0.1", localAddress })
        .setNoDelay(true)
        .on("error", () => undefined);
      const { response, isOver } = await exchange(socket, request);
      if (isOver) {
        socket.destroy();
        socket = undefined;
      }
      return response;
    },
    [Symbol.dispose]: () => void socket?.destroy(),
  };
}

/** Sends one request on a connection of its own. */
export async function sendRaw(port: number, request: RawRequest): Promise<RawResponse> {
  using connection = rawConnection(port);
  return await connection.send(request);
}

function exchange(socket: Socket, request: RawRequest): Promise<{ response: RawResponse; isOver: boolean }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ response: RawResponse; isOver: boolean }>();
  let received = Buffer.alloc(0);
  const take = (isClosed: boolean) => {
    const response = parseResponse(received, { isHead: request.method === "HEAD", isClosed });
    if (response === undefined) return isClosed ? end(() => reject(new Error("closed without an answer"))) : undefined;
    const isOver = isClosed || response.headers.get("connection") === "close" || request.version === "1.0";
    end(() => resolve({ response, isOver }));
  };
  const onData = (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    take(false);
  };
  const onClose = () => take(true);
  const onError = (error: Error) => end(() => reject(error));
  const end = (settle: () => void) => {
    socket.off("data", onData).off("close", onClose).off("error", onError);
    settle();
  };
  socket.on("data", onData).on("close", onClose).on("error", onError);
  socket.write(Buffer.from(textOfRequest(request), "latin1"));
  return promise;
}

function textOfRequest({ method, target, headers, body = "", version = "1.1" }: RawRequest): string {
  const length = body === "" ? [] : [`content-length: ${Buffer.byteLength(body, "latin1")}`];
  const lines = [
    `${method} ${target} HTTP/${version}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...length,
  ];
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}

/** The response when all of it is here: with a length, in chunks, or until the connection closes (RFC 9112 section 6.3). */
function parseResponse(
  bytes: Buffer,
  { isHead, isClosed }: { readonly isHead: boolean; readonly isClosed: boolean },
): RawResponse | undefined {
  const headEnd = bytes.indexOf("\r\n\r\n");
  if (headEnd === -1) return undefined;
  const [first = "", ...lines] = bytes.toString("latin1", 0, headEnd).split("\r\n");
  const headers = new Headers();
  for (const line of lines) headers.append(line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim());
  const status = Number(first.split(" ")[1]);
  const rest = bytes.subarray(headEnd + 4);
  const text = bodyOf(rest, { headers, isEmpty: isHead || status === 204 || status === 304, isClosed });
  return text === undefined ? undefined : { status, headers, text };
}

function bodyOf(
  rest: Buffer,
  { headers, isEmpty, isClosed }: { readonly headers: Headers; readonly isEmpty: boolean; readonly isClosed: boolean },
): string | undefined {
  if (isEmpty) return "";
  if (headers.get("transfer-encoding") === "chunked") {
    return rest.includes("0\r\n\r\n") ? rest.toString("utf8") : undefined;
  }
  const length = headers.get("content-length");
  if (length === null) return isClosed ? rest.toString("utf8") : undefined;
  return rest.length >= Number(length) ? rest.toString("utf8", 0, Number(length)) : undefined;
}
