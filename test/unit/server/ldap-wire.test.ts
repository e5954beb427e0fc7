import { afterAll, expect, test } from "bun:test";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLdapDirectory } from "../../../src/server/auth/ldap.ts";
import { openLdap } from "../../../src/server/auth/ldap-connection.ts";
import { ldapSettings } from "../../builders/ldap-settings.ts";
import { createAuthority } from "../../farm/certificates.ts";
import { type LdapDirectoryOptions, startLdapDirectory } from "../../harness/ldap-directory.ts";
import { startTlsFront } from "../../harness/start-tls-front.ts";

const ada = {
  dn: "uid=ada,ou=people,dc=example,dc=org",
  password: "ada-password",
  attributes: { uid: ["ada"] },
};
const people = [ada];
const ever = new AbortController().signal;
const known = { kind: "known", name: "ada", role: "administrator" } as const;

function logIn(overrides: Parameters<typeof ldapSettings>[0], patience = { deadlineMs: 60_000 }) {
  return createLdapDirectory(() => ldapSettings(overrides), patience).verify("ada", "ada-password", ever);
}

const authority = await createAuthority();
const { caPem } = authority;
const names = ["127.0.0.1", "localhost"];
const held = new AsyncDisposableStack();
afterAll(() => held.disposeAsync());
const served = new Map(
  await Promise.all(
    (["good", "wrong-host", "expired", "self-signed", "unknown-issuer"] as const).map(async (kind) => {
      const certificate = await authority.issue(kind, { names });
      return [kind, held.use(await startLdapDirectory({ people, certificate }))] as const;
    }),
  ),
);

const overTls = [
  ["good", "127.0.0.1", caPem, "known"],
  ["good", "localhost", caPem, "known"],
  ["good", "127.0.0.1", undefined, "unavailable"],
  ["wrong-host", "127.0.0.1", caPem, "unavailable"],
  ["wrong-host", "localhost", caPem, "unavailable"],
  ["expired", "127.0.0.1", caPem, "unavailable"],
  ["self-signed", "127.0.0.1", caPem, "unavailable"],
  ["unknown-issuer", "127.0.0.1", caPem, "unavailable"],
] as const;

test.each(overTls)("over TLS a %s certificate of %s is verified", async (certificate, host, trusted, kind) => {
  const directory = served.get(certificate);
  const before = directory?.binds.length;
  const verdict = await logIn({ uri: `ldaps://${host}:${directory?.port}`, caPem: trusted });
  expect(verdict).toMatchObject({ kind });
  expect((directory?.binds.length ?? 0) - (before ?? 0)).toBe(kind === "known" ? 1 : 0);
});

test.each(overTls)("by STARTTLS a %s certificate of %s is verified", async (certificate, host, trusted, kind) => {
  await using front = await startTlsFront({ directoryPort: served.get(certificate)?.port });
  const verdict = await logIn({ uri: `ldap://${host}:${front.port}`, startTls: true, caPem: trusted });
  expect(verdict).toMatchObject({ kind });
  expect(front.inClear).toHaveLength(1);
});

test.each([1, 2, 52, 53])("a directory that answers STARTTLS with %d is told nothing more", async (resultCode) => {
  await using front = await startTlsFront({ directoryPort: served.get("good")?.port, resultCode });
  const verdict = await logIn({ uri: `ldap://127.0.0.1:${front.port}`, startTls: true, caPem });
  expect(verdict).toMatchObject({ kind: "unavailable" });
  // what ends a conversation is all that may follow the request
  expect(Buffer.concat(front.inClear.slice(1)).length).toBeLessThan(10);
  expect(Buffer.concat(front.inClear).toString()).not.toContain("ada");
});

test("a connection that is cut after STARTTLS was agreed upon is not made again in clear", async () => {
  await using front = await startTlsFront({ directoryPort: "cut" });
  const verdict = await logIn({ uri: `ldap://127.0.0.1:${front.port}`, startTls: true, caPem });
  expect(verdict).toMatchObject({ kind: "unavailable" });
  expect(front.inClear).toHaveLength(1);
});

type OnSearch = NonNullable<LdapDirectoryOptions["onSearch"]>;
const found: OnSearch = (_request, response) => {
  response.send({ dn: ada.dn, attributes: ada.attributes });
  response.end();
};

test.each<[string, OnSearch, string]>([
  ["says nothing", () => undefined, "no answer within 2000 ms"],
  ["hangs up", (request) => request.connection.destroy(), "closed"],
  [
    "hangs up after an entry",
    (request, response) => {
      response.send({ dn: ada.dn, attributes: ada.attributes });
      request.connection.destroy();
    },
    "closed",
  ],
  ["speaks another language", (request) => request.connection.write(Buffer.from("HTTP/1.1 400\r\n\r\n")), "no answer"],
  [
    "sends without end",
    (request) => {
      for (let i = 0; i < 40; i += 1) request.connection.write(Buffer.alloc(65_536, "30847fffffff", "hex"));
    },
    "more than 1048576 bytes",
  ],
])("a directory that %s at a search is out of reach", async (_, onSearch, message) => {
  await using directory = await startLdapDirectory({ people, onSearch });
  const verdict = await logIn({ uri: `ldap://127.0.0.1:${directory.port}` }, { deadlineMs: 2000 });
  expect(verdict).toEqual({ kind: "unavailable", message: expect.stringContaining(message) });
  expect(directory.binds).toEqual([]);
});

test("a directory that agrees to STARTTLS and falls silent is out of reach", async () => {
  await using front = await startTlsFront({ directoryPort: "silence" });
  const verdict = await logIn({ uri: `ldap://127.0.0.1:${front.port}`, startTls: true }, { deadlineMs: 2000 });
  expect(verdict).toEqual({ kind: "unavailable", message: expect.stringContaining("no answer within 2000 ms") });
});

test("a directory that takes a connection and falls silent is out of reach", async () => {
  const closed = Promise.withResolvers<void>();
  const silent = createServer((socket) =>
    socket
      .on("error", () => undefined)
      .on("close", closed.resolve)
      .resume(),
  );
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const address = silent.address();
  const port = typeof address === "object" ? address?.port : 0;
  const verdict = await logIn({ uri: `ldaps://127.0.0.1:${port}` }, { deadlineMs: 2000 });
  expect(verdict).toEqual({ kind: "unavailable", message: expect.stringContaining("no answer within 2000 ms") });
  await closed.promise;
  silent.close();
});

test.each([
  ["in clear", "ldap", false],
  ["over TLS", "ldaps", false],
  ["by STARTTLS", "ldap", true],
] as const)(
  "a password %s is not sent over a second connection when the first is lost",
  async (_, scheme, startTls) => {
    const certificate = await authority.issue("good", { names });
    await using directory = await startLdapDirectory({
      people,
      ...(scheme === "ldaps" || startTls ? { certificate } : {}),
    });
    await using front = await startTlsFront({ directoryPort: directory.port });
    const port = startTls ? front.port : directory.port;
    const settings = ldapSettings({ uri: `${scheme}://127.0.0.1:${port}`, startTls, caPem });
    await using connection = openLdap(settings, ever);
    if (startTls) await connection.client.startTLS();
    await connection.client.bind(ada.dn, ada.password);
    await connection.client.unbind();
    expect(connection.client.isConnected).toBe(false);
    expect(connection.client.bind(ada.dn, ada.password)).rejects.toThrow("the directory hung up");
    expect(directory.connections()).toBe(1);
  },
);

test("references to other directories are not followed", async () => {
  await using elsewhere = await startLdapDirectory({ people });
  const url = `ldap://127.0.0.1:${elsewhere.port}/${ada.dn}`;
  await using directory = await startLdapDirectory({
    people,
    onSearch(request, response) {
      request.connection.write(searchReference(request.messageId, url));
      response.end();
    },
  });
  expect(await logIn({ uri: `ldap://127.0.0.1:${directory.port}` })).toEqual({ kind: "wrong" });
  expect(elsewhere.connections()).toBe(0);
});

/** SearchResultReference of RFC 4511 section 4.5.3; every length is below 128. */
function searchReference(messageId: number, url: string): Buffer {
  const wrap = (tag: number, content: Buffer) => Buffer.concat([Buffer.of(tag, content.length), content]);
  const id = Buffer.of(0x02, 0x01, messageId);
  return wrap(0x30, Buffer.concat([id, wrap(0x73, wrap(0x04, Buffer.from(url)))]));
}

test("a directory that is not there is out of reach, and why is for the log alone", async () => {
  const verdict = await logIn({ uri: "ldap://127.0.0.1:1" });
  expect(verdict).toEqual({ kind: "unavailable", message: expect.stringContaining("ldap://127.0.0.1:1: ") });
  expect(JSON.stringify(verdict)).not.toContain("ada-password");
});

test("a directory may listen on a socket of the system", async () => {
  await using directory = await startLdapDirectory({ people });
  const path = join(tmpdir(), `argos-ldapi-${process.pid}`);
  const front = createServer((socket) => {
    socket.pipe(connect(directory.port, "127.0.0.1")).pipe(socket);
  });
  await new Promise<void>((resolve) => front.listen(path, resolve));
  expect(await logIn({ uri: `ldapi://${encodeURIComponent(path)}` })).toEqual(known);
  await new Promise((resolve) => front.close(resolve));
});

test("who asks may give up, and the connection is cut", async () => {
  const asked = Promise.withResolvers<void>();
  const cut = Promise.withResolvers<void>();
  await using directory = await startLdapDirectory({
    people,
    onSearch(request) {
      request.connection.on("close", () => cut.resolve());
      asked.resolve();
    },
  });
  const giving = new AbortController();
  const settings = ldapSettings({ uri: `ldap://127.0.0.1:${directory.port}` });
  const verdict = createLdapDirectory(() => settings).verify("ada", "ada-password", giving.signal);
  await asked.promise;
  giving.abort();
  expect(await verdict).toMatchObject({ kind: "unavailable" });
  await cut.promise;
});

test("eight logins ask at once, and the ninth waits for one of them", async () => {
  const waiting: (() => void)[] = [];
  const eight = Promise.withResolvers<void>();
  await using directory = await startLdapDirectory({
    people,
    onSearch(request, response) {
      waiting.push(() => found(request, response));
      if (waiting.length === 8) eight.resolve();
      if (waiting.length > 8) found(request, response);
    },
  });
  const settings = ldapSettings({ uri: `ldap://127.0.0.1:${directory.port}` });
  const one = createLdapDirectory(() => settings);
  const logins = Array.from({ length: 9 }, () => one.verify("ada", "ada-password", ever));
  await eight.promise;
  expect(directory.connections()).toBe(8);
  for (const answer of waiting.slice(0, 8)) answer();
  expect(await Promise.all(logins)).toEqual(Array.from({ length: 9 }, () => known));
  expect(directory.connections()).toBe(9);
});
