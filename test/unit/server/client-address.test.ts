import { expect, test } from "bun:test";
import { connect } from "node:net";
import {
  clientAddress,
  forwardedScheme,
  isFromTrustedProxy,
  proxyUser,
} from "../../../src/server/auth/client-address.ts";
import { trustedProxy } from "../../builders/trusted-proxy.ts";

const trusted = ["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"];

test.each([
  ["10.0.0.1", null, "10.0.0.1"],
  ["10.0.0.1", "", "10.0.0.1"],
  ["10.0.0.1", "198.51.100.1", "198.51.100.1"],
  ["::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"],
  ["2001:db8::1", "198.51.100.1", "198.51.100.1"],
  ["192.0.2.7", "198.51.100.1", "198.51.100.1"],
  // headers of others say nothing
  ["192.0.2.8", "198.51.100.1", "192.0.2.8"],
  ["11.0.0.1", "198.51.100.1", "11.0.0.1"],
  ["::1", "198.51.100.1", "::1"],
  // only what a proxy wrote counts, and that is on the right
  ["10.0.0.1", "203.0.113.9, 198.51.100.1", "198.51.100.1"],
  ["10.0.0.1", "203.0.113.9, 198.51.100.1, 10.2.3.4", "198.51.100.1"],
  ["10.0.0.1", "198.51.100.1,192.0.2.7,2001:DB8::5", "198.51.100.1"],
  ["10.0.0.1", "10.9.9.9, 10.2.3.4", "10.9.9.9"],
  // a hop that is none
  ["10.0.0.1", "198.51.100.1, unknown", "10.0.0.1"],
  ["10.0.0.1", "198.51.100.1, 10.2.3.4, ", "10.0.0.1"],
  ["10.0.0.1", "unknown, 198.51.100.1", "198.51.100.1"],
  ["10.0.0.1", "198.51.100.1, <script>, 10.2.3.4", "10.2.3.4"],
  ["10.0.0.1", "127.1", "10.0.0.1"],
  ["10.0.0.1", "0x7f.0.0.1", "10.0.0.1"],
  // spellings of one address
  ["10.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"],
  ["10.0.0.1", "::FFFF:C633:6401", "198.51.100.1"],
  ["10.0.0.1", "2001:0DB9:0000::0001", "2001:db9::1"],
  ["10.0.0.1", "[2001:db9::1]:4711", "2001:db9::1"],
  ["10.0.0.1", "[2001:db9::1]", "2001:db9::1"],
  ["10.0.0.1", "198.51.100.1:4711", "198.51.100.1"],
  ["fe80::1%eth0", null, "fe80::1"],
  [undefined, "198.51.100.1", undefined],
  ["a socket of the system", "198.51.100.1", undefined],
])("a request from %s with %p began at %p", (socketAddress, forwardedFor, from) => {
  expect(clientAddress({ socketAddress, forwardedFor, trusted })).toBe(from);
});

test("without proxies no header counts", () => {
  const asked = { socketAddress: "127.0.0.1", forwardedFor: "198.51.100.1" };
  expect(clientAddress({ ...asked, trusted: [] })).toBe("127.0.0.1");
});

test.each([
  [49, "198.51.100.1"],
  [50, "10.0.0.1"],
])("behind %d proxies a request began at %s", (proxies, from) => {
  const forwardedFor = ["198.51.100.1", ...Array.from({ length: proxies }, () => "10.0.0.1")].join(", ");
  expect(clientAddress({ socketAddress: "10.0.0.1", forwardedFor, trusted })).toBe(from);
});

test.each([
  ["192.0.2.0/24", "192.0.2.0", true],
  ["192.0.2.0/24", "192.0.2.255", true],
  ["192.0.2.0/24", "192.0.3.0", false],
  ["192.0.2.0/24", "192.0.1.255", false],
  ["192.0.2.128/25", "192.0.2.127", false],
  ["192.0.2.128/25", "::ffff:192.0.2.128", true],
  ["::ffff:192.0.2.128", "192.0.2.128", true],
  ["::ffff:192.0.2.128/121", "192.0.2.255", true],
  ["::ffff:192.0.2.128/121", "192.0.2.127", false],
  ["192.0.2.1", "::c000:201", false],
  ["::1", "127.0.0.1", false],
  ["::1", "0:0:0:0:0:0:0:1", true],
  ["2001:db8::/32", "2001:db8:ffff::", true],
  ["2001:db8::/32", "2001:db9::", false],
  ["0.0.0.0/1", "127.0.0.1", true],
  ["0.0.0.0/1", "128.0.0.1", false],
])("%s holds %s: %p", (network, address, isHeld) => {
  expect(isFromTrustedProxy(address, [network])).toBe(isHeld);
});

test.each([
  ["https", "https"],
  ["HTTP", "http"],
  ["http, https", "https"],
  ["https, http", "http"],
  ["ftp", undefined],
  ["", undefined],
  [null, undefined],
] as const)("a proxy that says %p speaks %p with the browser", (proto, scheme) => {
  expect(forwardedScheme(proto, { socketAddress: "10.0.0.1", trusted })).toBe(scheme);
  expect(forwardedScheme(proto, { socketAddress: "11.0.0.1", trusted })).toBeUndefined();
});

function asked(value: string | undefined): Request {
  return new Request("http://localhost/", { headers: value === undefined ? {} : { "Remote-User": value } });
}

test.each([
  ["ada", { name: "ada", role: "administrator" }],
  ["bob", { name: "bob", role: "reader" }],
  ["  bob ", { name: "bob", role: "reader" }],
  ["Ada", { name: "Ada", role: "reader" }],
  ["ada@example.org", { name: "ada@example.org", role: "reader" }],
  ["x".repeat(200), { name: "x".repeat(200), role: "reader" }],
  ["x".repeat(201), undefined],
  ["ada, bob", undefined],
  ["ada,", undefined],
  ["", undefined],
  ["   ", undefined],
  ["a\tb", undefined],
  ["ada\u007f", undefined],
  [undefined, undefined],
] as const)("the header %j of a proxy is %j", (value, user) => {
  expect(proxyUser(asked(value), "127.0.0.1", trustedProxy())).toEqual(user);
});

test("two headers of the same name are nobody", () => {
  const request = asked("ada");
  request.headers.append("remote-user", "mallory");
  expect(proxyUser(request, "127.0.0.1", trustedProxy())).toBeUndefined();
});

test.each([["127.0.0.2"], ["::1"], ["10.0.0.1"], [undefined]])(
  "the header is not believed from %p",
  (socketAddress) => {
    expect(proxyUser(asked("ada"), socketAddress, trustedProxy())).toBeUndefined();
  },
);

test("nobody comes by a proxy without a header for users, nor without a proxy", () => {
  expect(proxyUser(asked("ada"), "127.0.0.1", trustedProxy({ userHeader: undefined }))).toBeUndefined();
  expect(proxyUser(asked("ada"), "127.0.0.1", undefined)).toBeUndefined();
});

/** Who is known by a header that comes over a socket as these bytes. */
async function userOnTheWire(value: Uint8Array): Promise<string | undefined> {
  const seen = Promise.withResolvers<string | undefined>();
  await using server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch(request) {
      seen.resolve(proxyUser(request, "127.0.0.1", trustedProxy())?.name);
      return new Response();
    },
  });
  const socket = connect(server.port ?? 0, "127.0.0.1");
  socket.write(
    Buffer.concat([Buffer.from("GET / HTTP/1.1\r\nHost: a\r\nRemote-User: "), value, Buffer.from("\r\n\r\n")]),
  );
  const name = await seen.promise;
  socket.destroy();
  return name;
}

test("a name in UTF-8 reaches us whole, and bytes that are none are nobody", async () => {
  expect(await userOnTheWire(Buffer.from("zoé 宮"))).toBe("zoé 宮");
  expect(await userOnTheWire(Buffer.from("zoé", "latin1"))).toBeUndefined();
  expect(await userOnTheWire(Buffer.from("ro\u200eot"))).toBeUndefined();
  expect(await userOnTheWire(Buffer.from("zoe\u0301"))).toBe("zoé");
});
