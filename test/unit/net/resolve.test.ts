import { expect, test } from "bun:test";
import type { Lookup } from "../../../src/net/dns/resolver.ts";
import { compileOverrides, type ResolveOptions, resolveHost } from "../../../src/net/resolve.ts";
import { never } from "../../builders/prober.ts";

const found = (...addresses: string[]): Lookup => {
  return async () => addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
};

const failing = (code: string): Lookup => {
  return async () => {
    throw Object.assign(new Error("getaddrinfo"), { code });
  };
};

function options(overrides: Partial<ResolveOptions> = {}): ResolveOptions {
  return {
    overrides: compileOverrides({}),
    allowNetworks: [],
    lookup: failing("no lookup expected"),
    remainingMs: 1000,
    signal: never,
    ...overrides,
  };
}

test("addresses come in the resolver's order", async () => {
  const lookup = found("2606:4700::1", "93.184.216.34");
  expect(await resolveHost("example.org", "any", options({ lookup }))).toEqual([
    { address: "2606:4700::1", family: 6 },
    { address: "93.184.216.34", family: 4 },
  ]);
});

test.each([
  [4, ["93.184.216.34"]],
  [6, ["2606:4700::1"]],
] as const)("a family of %d keeps only its addresses", async (family, addresses) => {
  const lookup = found("2606:4700::1", "93.184.216.34");
  const result = await resolveHost("example.org", family, options({ lookup }));
  expect("reason" in result ? result : result.map((one) => one.address)).toEqual([...addresses]);
});

test("a host without an address of the family is not found", async () => {
  const lookup = found("93.184.216.34");
  expect(await resolveHost("example.org", 6, options({ lookup }))).toEqual({
    reason: "dns-not-found",
    message: "example.org has no IPv6 address",
  });
});

test.each([
  [15, 15],
  [16, 16],
  [17, 16],
  [1000, 16],
])("of %d addresses %d are looked at", async (count, kept) => {
  const lookup = found(...Array.from({ length: count }, (_, index) => `93.184.${index >> 8}.${index & 255}`));
  expect(await resolveHost("example.org", "any", options({ lookup }))).toHaveLength(kept);
});

test("one refused address among public ones refuses the host", async () => {
  const lookup = found("93.184.216.34", "169.254.169.254");
  expect(await resolveHost("example.org", "any", options({ lookup }))).toMatchObject({ reason: "address-refused" });
});

test.each([
  ["DNS_ENOTFOUND", "dns-not-found"],
  ["DNS_ESERVFAIL", "dns-failed"],
  ["DNS_EREFUSED", "dns-failed"],
  ["DNS_ETIMEOUT", "dns-failed"],
  ["DNS_ESOMETHING", "dns-failed"],
  ["DNS_ECONNREFUSED", "agent-no-resolver"],
] as const)("a resolver's %s is %s", async (code, reason) => {
  expect(await resolveHost("example.org", "any", options({ lookup: failing(code) }))).toMatchObject({ reason });
});

test("a resolver that stays silent fails the lookup when the time is over", async () => {
  const lookup: Lookup = (_host, _family, waiting) => {
    waiting?.onBegin();
    return new Promise(() => undefined);
  };
  expect(await resolveHost("example.org", "any", options({ lookup, remainingMs: 30 }))).toEqual({
    reason: "dns-failed",
    message: "example.org could not be looked up within 30 ms",
  });
});

test("an abort ends a lookup with its reason", async () => {
  const stopping = new AbortController();
  const lookup: Lookup = () => new Promise(() => undefined);
  const resolving = resolveHost("example.org", "any", options({ lookup, signal: stopping.signal }));
  stopping.abort(new Error("shutting down"));
  expect(resolving).rejects.toThrow("shutting down");
});

test.each([
  ["a.example.org", "10.0.0.1"],
  ["b.example.org", "10.0.0.2"],
  ["deep.b.example.org", "10.0.0.2"],
  ["x.sub.example.org", "10.0.0.3"],
  ["example.org", undefined],
  ["notexample.org", undefined],
])("an override leads %s to %s", (host, address) => {
  const overrides = compileOverrides({
    "A.example.org": "10.0.0.1",
    "*.example.org": "10.0.0.2",
    "*.sub.example.org": "10.0.0.3",
  });
  expect(overrides.addressOf(host)?.address).toBe(address);
});

test("an overridden address passes the policy like any other", async () => {
  const overrides = compileOverrides({ "example.org": "127.0.0.1" });
  expect(await resolveHost("example.org", "any", options({ overrides }))).toMatchObject({ reason: "address-refused" });
  const allowed = options({ overrides, allowNetworks: ["loopback"] });
  expect(await resolveHost("example.org", "any", allowed)).toEqual([{ address: "127.0.0.1", family: 4 }]);
});
