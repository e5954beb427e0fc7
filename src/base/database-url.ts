/** What a PostgreSQL URL is made of, as it is written: nothing is decoded. */
export interface DatabaseUrlParts {
  readonly credentials: string;
  readonly host: string;
  /** Empty for the usual one. */
  readonly port: string;
  readonly path: string;
  readonly query: string;
}

/** libpq's URL (PostgreSQL manual §34.1.1.2), or SQLAlchemy's, whose driver part (`+psycopg2`) is ignored. */
const form = /^postgres(?:ql)?(?:\+\w+)?:\/\/(?:([^@/?#]*)@)?([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/;

/** A host name, an address, an address of IPv6 in brackets or an encoded directory of a socket; none for the local socket. */
const hostForm = /^(\[[\da-f:.%]+\]|[\w.~%-]*)(?::(\d*))?$/i;

const wanted = "not a PostgreSQL URL: write postgresql://host:5432/name, with user:password@ before the host";
const escaped = `${wanted}, and in them @ as %40, / as %2F, ? as %3F, # as %23`;

/** The parts of a PostgreSQL URL, or what is wrong with it. The fault repeats nothing of the text, which may hold a password. */
export function splitDatabaseUrl(text: string): DatabaseUrlParts | { readonly fault: string } {
  const found = form.exec(text.trim());
  if (found === null) return { fault: /^\s*postgres.*@/.test(text) ? escaped : wanted };
  const [, credentials = "", authority = "", path = "", query = ""] = found;
  const place = hostForm.exec(authority);
  if (place === null || path.includes("@") || query.includes("@")) return { fault: escaped };
  const [, host = "", port = ""] = place;
  if (port !== "" && (Number(port) < 1 || Number(port) > 65_535))
    return { fault: "the port of a PostgreSQL URL is 1 to 65535" };
  if ([credentials, host, path].some((part) => !isDecodable(part)))
    return { fault: "a PostgreSQL URL holds a % that starts no escape; write a % of a password as %25" };
  return { credentials, host, port, path, query };
}

function isDecodable(text: string): boolean {
  try {
    return decodeURIComponent(text).isWellFormed();
  } catch {
    return false;
  }
}
