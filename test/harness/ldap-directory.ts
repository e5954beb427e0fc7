import {
  createServer,
  InsufficientAccessRightsError,
  InvalidCredentialsError,
  type SearchRequest,
  type SearchResponse,
  type Server,
} from "ldapjs";
import type { ServedCertificate } from "../farm/certificates.ts";

/** An entry below `ou=people,dc=example,dc=org`. */
export interface Person {
  readonly dn: string;
  readonly password: string;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

export interface LdapDirectoryOptions {
  readonly people: readonly Person[];
  readonly certificate?: ServedCertificate;
  /** Who alone may search; anybody when absent. */
  readonly searcher?: { readonly dn: string; readonly password: string };
  /** Answers a search in place of the directory. */
  readonly onSearch?: (request: SearchRequest, response: SearchResponse) => void;
  /** What binding as a person gives, in place of judging the password: a result code. */
  readonly bindCode?: number;
}

/** A directory for real, which keeps what it was asked. */
export interface LdapDirectory extends AsyncDisposable {
  readonly port: number;
  /** Who tried to bind, in order. */
  readonly binds: readonly { readonly dn: string; readonly password: string }[];
  /** Every byte that came, in order. */
  readonly received: () => Buffer;
  /** Connections that were made. */
  readonly connections: () => number;
}

/** Directories compare without regard to case; the filters of this one do not, and see letters beyond ASCII as escapes. */
function spellingsOf(entry: Readonly<Record<string, readonly string[]>>): Record<string, readonly string[]> {
  const spellings = (value: string) => [value, value.toUpperCase(), value.toLowerCase()].map(escaped);
  return Object.fromEntries(Object.entries(entry).map(([name, values]) => [name, values.flatMap(spellings)]));
}

function escaped(value: string): string {
  return value.replace(/[\u0080-\uffff]+/g, (some) => Buffer.from(some).toString("hex").replace(/../g, "\\$&"));
}

/** Listens on a free port of the loopback; over TLS when it has a certificate. */
export async function startLdapDirectory(options: LdapDirectoryOptions): Promise<LdapDirectory> {
  const { certificate } = options;
  const binds: { dn: string; password: string }[] = [];
  const received: Buffer[] = [];
  let connections = 0;
  const server = createServer({
    ...(certificate && { certificate: certificate.cert, key: certificate.key }),
    connectionRouter(connection) {
      connections += 1;
      connection.on("data", (bytes) => received.push(bytes));
      server.newConnection(connection);
    },
  });
  serveBinds(server, options, binds);
  serveSearches(server, options);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: Number(new URL(server.url).port),
    binds,
    received: () => Buffer.concat(received),
    connections: () => connections,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function serveBinds(
  server: Server,
  { people, searcher, bindCode }: LdapDirectoryOptions,
  binds: { dn: string; password: string }[],
): void {
  const known = [...people, ...(searcher ? [searcher] : [])];
  server.bind("", (request, response, next) => {
    const [dn, password] = [request.dn.toString(), String(request.credentials)];
    binds.push({ dn, password });
    if (bindCode !== undefined && people.some((person) => person.dn === dn)) {
      response.end(bindCode);
      return next();
    }
    if (known.some((one) => one.dn === dn && one.password === password)) {
      response.end();
      return next();
    }
    return next(new InvalidCredentialsError());
  });
}

function serveSearches(server: Server, { people, searcher, onSearch }: LdapDirectoryOptions): void {
  server.search("dc=example,dc=org", (request, response, next) => {
    if (searcher && request.connection.ldap.bindDN.toString() !== searcher.dn)
      return next(new InsufficientAccessRightsError());
    if (onSearch) return onSearch(request, response);
    for (const { dn, attributes } of people) {
      const entry = Object.fromEntries(Object.entries(attributes).map(([name, values]) => [name, [...values]]));
      if (request.filter.matches(spellingsOf(entry))) response.send({ dn, attributes: entry });
    }
    response.end();
    return next();
  });
}
