/** The part of ldapjs that a directory of the tests is made with; the package has no types. */
declare module "ldapjs" {
  type Next = (error?: Error) => void;

  interface Connection {
    readonly ldap: { readonly bindDN: { toString(): string } };
    on(event: "data", listener: (bytes: Buffer) => void): this;
    on(event: "close", listener: () => void): this;
    destroy(): void;
    end(): void;
    write(bytes: Uint8Array): boolean;
  }

  interface BindRequest {
    readonly dn: { toString(): string };
    readonly credentials: string;
    readonly connection: Connection;
  }

  interface SearchRequest {
    readonly messageId: number;
    readonly filter: { toString(): string; matches(entry: Readonly<Record<string, readonly string[]>>): boolean };
    readonly connection: Connection;
  }

  interface Response {
    end(code?: number): void;
  }

  interface SearchResponse extends Response {
    send(entry: { readonly dn: string; readonly attributes: Readonly<Record<string, readonly string[]>> }): void;
  }

  interface Server {
    readonly url: string;
    /** Takes a connection that a router was given. */
    newConnection(connection: Connection): void;
    bind(suffix: string, handler: (request: BindRequest, response: Response, next: Next) => void): void;
    search(suffix: string, handler: (request: SearchRequest, response: SearchResponse, next: Next) => void): void;
    listen(port: number, host: string, ready: () => void): void;
    close(closed: () => void): void;
  }

  class InvalidCredentialsError extends Error {}
  class InsufficientAccessRightsError extends Error {}

  function createServer(options: {
    readonly certificate?: string;
    readonly key?: string;
    readonly connectionRouter: (connection: Connection) => void;
  }): Server;
}
