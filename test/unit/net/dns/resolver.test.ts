import { afterEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createResolver, type Lookup } from "../../../../src/net/dns/resolver.ts";
import { followNameFiles } from "../../../../src/net/dns/system-files.ts";
import { type NameServer, type NameServerOptions, startNameServer } from "../../../farm/name-server.ts";
import { freePort } from "../../../harness/argos.ts";
import { heldClock } from "../../../harness/held-clock.ts";

const clock = heldClock();
let world = new AsyncDisposableStack();
afterEach(async () => {
  await world.disposeAsync();
  world = new AsyncDisposableStack();
});

test("a name has the addresses of both families, IPv6 first and by turns", async () => {
  const { lookup } = await start({
    answer: (_, type) => ({ addresses: type === "A" ? ["192.0.2.1", "192.0.2.2"] : ["2001:db8::1"] }),
  });
  expect(await addresses(lookup, "www.example")).toEqual(["2001:db8::1", "192.0.2.1", "192.0.2.2"]);
  expect(await addresses(lookup, "www.example", 4)).toEqual(["192.0.2.1", "192.0.2.2"]);
});

test("addresses behind an alias are those of the name", async () => {
  const { lookup } = await start({ answer: () => ({ addresses: ["192.0.2.1"], alias: "cdn.example" }) });
  expect(await addresses(lookup, "www.example", 4)).toEqual(["192.0.2.1"]);
});

test.each([
  [undefined, "DNS_ENOTFOUND"],
  [{ addresses: [] }, "DNS_ENODATA"],
  [{ rcode: 2 }, "DNS_ESERVFAIL"],
  [{ rcode: 5 }, "DNS_EREFUSED"],
  [{ rcode: 4 }, "DNS_ENOTIMP"],
  [{ rcode: 1 }, "DNS_EFORMERR"],
  [{ rcode: 9 }, "DNS_EBADRESP"],
] as const)("to the answer %j the lookup ends with %s", async (record, code) => {
  const { lookup } = await start({ answer: () => record });
  expect(await codeOfLookup(lookup, "www.example")).toBe(code);
});

test.each([
  ["a".repeat(64), 4],
  [`${"a.".repeat(127)}example`, 4],
  ["a..example", 4],
] as const)("the name %s is no name", async (name, family) => {
  const { lookup, server } = await start({ answer: () => ({ addresses: ["192.0.2.1"] }) });
  expect(await codeOfLookup(lookup, name, family)).toBe("DNS_EBADNAME");
  expect(server.asked).toEqual([]);
});

test("an answer of one family counts although the other family's never comes or is refused", async () => {
  for (const record of ["silence", { rcode: 2 }, undefined] as const) {
    const { lookup } = await start({ answer: (_, type) => (type === "A" ? { addresses: ["192.0.2.1"] } : record) });
    expect(await addresses(lookup, "www.example")).toEqual(["192.0.2.1"]);
  }
});

test("a name is looked up once for all who want it at a time, and again when its record has run out", async () => {
  const { lookup, server } = await start({ answer: () => ({ addresses: ["192.0.2.1"], ttl: 30 }), delayMs: 20 });
  await Promise.all(Array.from({ length: 50 }, () => lookup("www.example", 4)));
  expect(server.asked).toEqual(["A www.example"]);
  clock.ms += 29_999;
  await lookup("www.example", 4);
  expect(server.asked).toHaveLength(1);
  clock.ms += 1;
  await lookup("www.example", 4);
  expect(server.asked).toHaveLength(2);
});

test.each([
  [0, 0],
  [86_400, 300_000],
])("a record of %d s is kept %d ms", async (ttl, keptMs) => {
  const { lookup, server } = await start({ answer: () => ({ addresses: ["192.0.2.1"], ttl }) });
  await lookup("www.example", 4);
  clock.ms += Math.max(0, keptMs - 1);
  await lookup("www.example", 4);
  expect(server.asked).toHaveLength(keptMs === 0 ? 2 : 1);
  clock.ms += 1;
  await lookup("www.example", 4);
  expect(server.asked).toHaveLength(keptMs === 0 ? 3 : 2);
});

test("a lost query is sent again", async () => {
  const { lookup } = await start({ answer: () => ({ addresses: ["192.0.2.1"] }), loses: (count) => count < 3 });
  expect(await addresses(lookup, "www.example", 4)).toEqual(["192.0.2.1"]);
});

test("a server that is busy for a moment is asked again", async () => {
  const { lookup } = await start({
    answer: (_, __, count) => (count < 2 ? { rcode: 5 } : { addresses: ["192.0.2.1"] }),
  });
  expect(await addresses(lookup, "www.example", 4)).toEqual(["192.0.2.1"]);
});

test("what does not fit into a datagram comes over TCP", async () => {
  const many = Array.from({ length: 100 }, (_, n) => `192.0.2.${n}`);
  const { lookup, server } = await start({ answer: () => ({ addresses: many }), datagramMax: 10 });
  expect(await addresses(lookup, "www.example", 4)).toEqual(many);
  expect(server.overTcp).toBe(1);
});

test.each(["silence", "noise", { rcode: 5 }, { rcode: 2 }] as const)(
  "the next server is asked where the first has only %j, and first from then on",
  async (record) => {
    const first = world.use(await startNameServer({ answer: () => record }));
    const next = world.use(await startNameServer({ answer: () => ({ addresses: ["192.0.2.1"], ttl: 0 }) }));
    const lookup = resolverOf(nameServers(first, next));
    expect(await addresses(lookup, "www.example", 4)).toEqual(["192.0.2.1"]);
    const asked = first.asked.length;
    expect(await addresses(lookup, "other.example", 4)).toEqual(["192.0.2.1"]);
    expect(first.asked).toHaveLength(asked);
  },
);

test("a server that is not there is this machine's fault", async () => {
  const lookup = resolverOf(`nameserver [127.0.0.1]:${freePort()}`);
  expect(await codeOfLookup(lookup, "www.example", 4)).toBe("DNS_ECONNREFUSED");
});

test("servers that stay silent for five names are this machine's fault, for fewer the names'", async () => {
  const { lookup } = await start({
    answer: (name) => (name === "good.example" ? { addresses: ["192.0.2.1"] } : "silence"),
  });
  const codes: string[] = [];
  for (const name of ["a", "b", "c", "d", "e"]) codes.push(await codeInTime(lookup, `${name}.example`));
  expect(codes).toEqual([...Array(4).fill("DNS_ETIMEOUT"), "DNS_ESILENT"]);
  await lookup("good.example", 4);
  expect(await codeInTime(lookup, "f.example")).toBe("DNS_ETIMEOUT");
});

test("a thousand names at once reach a server with a small buffer few at a time, and each has its addresses", async () => {
  const { lookup, server } = await start({
    answer: (name, type) => ({ addresses: type === "A" ? [`192.0.2.${name.length}`] : [] }),
    delayMs: 5,
    receiveBuffer: 4096,
    loses: (count) => count % 20 === 0,
  });
  const names = Array.from({ length: 1000 }, (_, n) => `site${n}.example`);
  const found = await Promise.all(names.map(async (name) => await addresses(lookup, name)));
  expect(found).toEqual(names.map((name) => [`192.0.2.${name.length}`]));
  expect(server.mostAtOnce).toBeLessThanOrEqual(130);
});

test("a lookup that waits in the queue of others tells when its own time begins", async () => {
  const { lookup } = await start({ answer: () => ({ addresses: ["192.0.2.1"] }), delayMs: 5 });
  let begun = 0;
  const signal = new AbortController().signal;
  const waiting = { onBegin: () => (begun += 1), signal };
  const all = Array.from({ length: 100 }, async (_, n) => await lookup(`site${n}.example`, "any", waiting));
  expect(begun).toBe(0);
  await Promise.all(all);
  expect(begun).toBe(100);
});

test("resolv.conf and the hosts file are followed: late, changed, emptied, gone", async () => {
  const one = world.use(await startNameServer({ answer: () => ({ addresses: ["192.0.2.1"] }) }));
  const other = world.use(await startNameServer({ answer: () => ({ addresses: ["192.0.2.2"] }) }));
  const files = filesOf("");
  rmSync(files.resolvConf);
  const lookup = createResolver({ clock, files: followNameFiles(clock, files) });
  const seen: (string | readonly string[])[] = [];
  for (const text of [nameServers(one), nameServers(other)]) {
    writeFileSync(files.resolvConf, text);
    clock.ms += 1000;
    seen.push(await addresses(lookup, "www.example", 4));
  }
  writeFileSync(files.hosts, "192.0.2.3 www.example # mine\n");
  clock.ms += 1000;
  seen.push(await addresses(lookup, "WWW.example", 4));
  rmSync(files.hosts);
  clock.ms += 1000;
  seen.push(await addresses(lookup, "www.example", 4));
  expect(seen).toEqual([["192.0.2.1"], ["192.0.2.2"], ["192.0.2.3"], ["192.0.2.2"]]);
});

test.each([
  ["short", ["A short.lan.example"]],
  ["a.short", ["A a.short", "A a.short.lan.example"]],
  ["www.a.short", ["A www.a.short"]],
])("the name %s is looked up as %j", async (name, asked) => {
  const server = world.use(
    await startNameServer({
      answer: (seen) => (seen.endsWith(".lan.example") ? { addresses: ["192.0.2.1"] } : undefined),
    }),
  );
  const lookup = resolverOf(`${nameServers(server)}search lan.example.\noptions ndots:2 rotate\n`);
  await lookup(name, 4).catch(() => undefined);
  expect(server.asked).toEqual(asked);
});

test.each(["localhost", "LOCALHOST", "a.localhost"])("no server is asked for %s", async (name) => {
  expect(await addresses(resolverOf(""), name)).toEqual(["::1", "127.0.0.1"]);
});

async function start(options: NameServerOptions): Promise<{ readonly lookup: Lookup; readonly server: NameServer }> {
  const server = world.use(await startNameServer(options));
  return { server, lookup: resolverOf(nameServers(server)) };
}

function nameServers(...servers: readonly NameServer[]): string {
  return servers.map(({ address, port }) => `nameserver [${address}]:${port}\n`).join("");
}

function resolverOf(resolvConf: string): Lookup {
  return createResolver({ clock, files: followNameFiles(clock, filesOf(resolvConf)) });
}

function filesOf(resolvConf: string) {
  const directory = mkdtempSync(join(tmpdir(), "argos-names-"));
  world.defer(() => rmSync(directory, { recursive: true, force: true }));
  const files = { hosts: join(directory, "hosts"), resolvConf: join(directory, "resolv.conf") };
  writeFileSync(files.resolvConf, resolvConf);
  return files;
}

async function addresses(lookup: Lookup, name: string, family: 4 | 6 | "any" = "any"): Promise<string[]> {
  return (await lookup(name, family)).map((one) => one.address);
}

async function codeOfLookup(lookup: Lookup, name: string, family: 4 | 6 | "any" = "any"): Promise<unknown> {
  return await lookup(name, family).then(
    () => "found",
    (thrown: unknown) => Reflect.get(Object(thrown), "code"),
  );
}

/** What a caller learns who waits for 20 ms. */
async function codeInTime(lookup: Lookup, name: string): Promise<string> {
  const signal = AbortSignal.timeout(20);
  return await lookup(name, 4, { onBegin: () => undefined, signal }).then(
    () => "found",
    (thrown: unknown) => String(Reflect.get(Object(thrown), "code")),
  );
}
