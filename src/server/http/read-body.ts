import { type Problem, ProblemError } from "../problem.ts";

/** A client has so long to send a body, in milliseconds: a connection that trickles is not waited for. */
const sendMsMax = 30_000;

/**
 * The body of a request as text; empty for none. Throws a problem: 413 for more than `bytesMax` bytes, of which no more is
 * read than that, 408 for one that takes longer than 30 s, 400 for what is not UTF-8 or ends before its end.
 */
export async function readText(request: Request, bytesMax: number): Promise<string> {
  const declared = request.headers.get("content-length");
  if (Number(declared ?? 0) > bytesMax) throw tooLarge(bytesMax);
  if (request.body === null) return "";
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(refusal(408, "Request Timeout", "the body took too long")), sendMsMax);
  try {
    const whole = declared === null ? readCapped(request.body, bytesMax) : request.bytes();
    return decode(await Promise.race([whole.catch(cutOff), late.promise]));
  } finally {
    clearTimeout(timer);
  }
}

/** Reads a body whose length nobody told. */
async function readCapped(body: ReadableStream<Uint8Array>, bytesMax: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw tooLarge(bytesMax);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A client that goes away is no fault of the server. */
function cutOff(thrown: unknown): never {
  if (thrown instanceof ProblemError) throw thrown;
  throw refusal(400, "Bad Request", "the body ended before its end");
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw refusal(400, "Bad Request", "the body is not valid UTF-8");
  }
}

function tooLarge(bytesMax: number): ProblemError {
  return refusal(413, "Content Too Large", `the body may have at most ${bytesMax} bytes`);
}

function refusal(status: number, title: Problem["title"], detail: string): ProblemError {
  return new ProblemError({ status, title, detail });
}
