/** An origin that nobody has (RFC 2606, section 2). */
const nowhere = "http://argos.invalid";

/**
 * An address to go back to, below `root`, as a path with its query; undefined for anything that a browser could take for
 * an address elsewhere. `/.//example.org` becomes one only when it is resolved, so what comes out is looked at once more.
 */
export function ownAddress(text: string, root: string): string | undefined {
  const resolved = resolve(text);
  if (resolved === undefined || resolve(resolved) !== resolved) return undefined;
  const path = resolved.split("?")[0] ?? "";
  return path === root || path.startsWith(root.endsWith("/") ? root : `${root}/`) ? resolved : undefined;
}

function resolve(text: string): string | undefined {
  if (!text.startsWith("/")) return undefined;
  const url = URL.parse(text, nowhere);
  return url === null || url.origin !== nowhere ? undefined : `${url.pathname}${url.search}`;
}
