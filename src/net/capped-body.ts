/** Bytes of a body as sent: all of them, or the first ones when there are more. */
export interface BodyBytes {
  readonly bytes: Uint8Array;
  readonly complete: boolean;
}

/** Reads at most `bytesMax` bytes of a body and drops the connection when there are more. */
export async function readBody(response: Response, bytesMax: number): Promise<BodyBytes> {
  if (response.body === null) return { bytes: new Uint8Array(), complete: true };
  if (isShort(response.headers, bytesMax)) return { bytes: await response.bytes(), complete: true };
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = response.body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    chunks.push(next.value);
    length += next.value.length;
    if (length <= bytesMax) continue;
    await reader.cancel();
    return { bytes: joinedBytes(chunks, bytesMax), complete: false };
  }
  return { bytes: joinedBytes(chunks, bytesMax), complete: true };
}

/** The length is known and within the cap, so that the faster way to read is safe; chunks override a length (RFC 9112, 6.3). */
function isShort(headers: Headers, bytesMax: number): boolean {
  const length = headers.get("content-length");
  return length !== null && Number(length) <= bytesMax && !headers.has("transfer-encoding");
}

/** Chunks as one, cut at `bytesMax`. */
export function joinedBytes(chunks: readonly Uint8Array[], bytesMax: number): Uint8Array {
  const [only] = chunks;
  if (chunks.length === 1 && only && only.length <= bytesMax) return only;
  return Buffer.concat(chunks).subarray(0, bytesMax);
}
