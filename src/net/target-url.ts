/** A URL that may be probed as far as its text tells, taken apart once. */
export interface TargetUrl {
  readonly href: string;
  readonly origin: string;
  readonly scheme: "http" | "https";
  /** Host and, unless it is the scheme's own, port: what goes into `Host`. */
  readonly host: string;
  /** The host to look up and to verify: in lower case, without the brackets of an address or a trailing dot (RFC 6066, 3). */
  readonly name: string;
  /** Whether `name` is an address: SNI carries names only. */
  readonly isAddress: boolean;
  readonly port: number;
  /** Path and query. */
  readonly path: string;
}

/** Takes a URL apart, or says why it is refused. Runs on every hop: `fetch` would read `file:` and `data:` too. */
export function parseTargetUrl(text: string, base?: string): TargetUrl | string {
  const url = URL.parse(text, base);
  if (url === null) return "not a URL";
  const { protocol, hostname, port } = url;
  const scheme = protocol === "https:" ? "https" : "http";
  if (protocol !== `${scheme}:`) return `the scheme ${protocol} is neither http nor https`;
  if (url.username !== "" || url.password !== "") return "a user name or password in the URL";
  const name = bareName(hostname);
  if (name === "") return "no host";
  return {
    href: url.href,
    origin: url.origin,
    scheme,
    host: url.host,
    name,
    isAddress: isAddress(hostname),
    port: port === "" ? defaultPorts[scheme] : Number(port),
    path: url.pathname + url.search,
  };
}

const defaultPorts = { http: 80, https: 443 } as const;

function bareName(hostname: string): string {
  if (hostname.startsWith("[")) return hostname.slice(1, -1);
  return hostname.endsWith(".") ? hostname.slice(0, -1) : hostname;
}

/** The URL parser has already brought every spelling of an IPv4 address (`0x7f.1`, `2130706433`) into its dotted form. */
function isAddress(hostname: string): boolean {
  return hostname.startsWith("[") || /^\d+\.\d+\.\d+\.\d+$/.test(hostname);
}
