const socketAddresses = new WeakMap<Request, string>();

/** Notes whose connection brought a request: what listens does so before it passes the request on. */
export function noteSocketAddress(request: Request, address: string | undefined): void {
  if (address !== undefined) socketAddresses.set(request, address);
}

/** The address at the other end of a request's connection; undefined where there is none, as in tests. */
export function socketAddressOf(request: Request): string | undefined {
  return socketAddresses.get(request)?.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
}
